"""The page that a visitor reads, as the browser has it, and the pages of the book.

Knows which of them is meant: hosts, trailing slashes, queries, anchors and the `.html` of a file don't matter, and the base URL of the site
may be missing on one side.
"""

import re

_AS_A_FILE = re.compile(r"(?:(?:^|/)index)?\.html?$")


def bare(url: str) -> str:
    """The path alone, without a slash at either end; "" for the root of a site, which may be any book's."""
    path = url.split("#")[0].split("?")[0]
    if "://" in path:
        path = path.split("://", 1)[1].partition("/")[2]
    return _AS_A_FILE.sub("", path.strip("/"))


def same_page(url: str, here: str) -> bool:
    """``here``: bare, and not empty."""
    there = bare(url)
    return here == there or there.endswith("/" + here) or here.endswith("/" + there)
