"""What the titles of a site's pages all end with: "Where we work | Acme Handbook".

Knows how a site's name is put behind a page's; for browsers' tabs and search engines it stands there, and it tells nothing of the page.
"""

import re
from collections import Counter
from collections.abc import Iterable

FEWEST, SHARE = 3, 0.75  # titles, and of all that are stated

_ENDING = re.compile(r"(?<=\S)\s+(?:[|·•–—-]|::)\s+(?:(?!\s[|·•–—-]\s).)+$")


def shared_ending(titles: Iterable[str]) -> str:
    """ " | Acme Handbook", where nearly all of the titles end with it; "" else."""
    known = [title for title in titles if title]
    endings = Counter(found[0] for title in known if (found := _ENDING.search(title)))
    ending, count = endings.most_common(1)[0] if endings else ("", 0)
    return ending if count >= FEWEST and count >= SHARE * len(known) else ""
