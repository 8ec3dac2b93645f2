"""Code in a fence, and what its info string says of it: the language, a title, the tab that it is in.

Knows how Docusaurus, VitePress, Mintlify and Next.js write it. Knows nothing of where code comes from or goes to.
"""

import re

# What is typed, and no program.
SHELLS = frozenset(
    ("bash", "sh", "shell", "shellscript", "zsh", "fish", "console", "terminal", "powershell", "cmd", "bat")
)
# Of files that code is in, or that a program reads.
ENDINGS = (
    r"(?:[cm]?[jt]sx?|json[5c]?|toml|ya?ml|mdx?|py|rs|go|rb|java|[ch]pp|html?|css|env|lockb?|txt|cfg|ini|conf|sh|xml|sqlite|ipynb|csv"
    r"|rst|vue|svelte|astro|prisma|sql)"
)
_TITLE = re.compile(r'\btitle="([^"\n]+)"')
_FENCE = re.compile(r"^\s*(`{3,})", re.MULTILINE)
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}(?![\w+#.=-])")
_NAMED_TITLE = re.compile(r"""\b(?:title|filename)=(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"'{}]+))""")
_FILE_TITLE = re.compile(
    rf"[\w+#.-]{{1,40}}\s+((?:[\w.@\[\]-]{{1,80}}/){{0,12}}[\w.@\[\]-]{{0,80}}\.{ENDINGS})(?=\s|\Z)"
)  # "```ts server.ts"
# "```sh [npm]" in VitePress's groups of code, "```sh package="npm"".
_TAB = re.compile(r"""[^\[\n]*[\s}]\[([^\[\]\n]{1,60})\]\s*\Z|[^\n]*\spackage="([^"\n]+)\"""")
# What is no label in "```sh Windows {1} icon="…"" of a <CodeGroup>.
_ATTRIBUTE = re.compile(
    r"""(?<![\w-])[\w-]{1,40}=(?:"[^"\n]*"|'[^'\n]*'|\{[^{}\n]*\}|[^\s"'{}]*)|\{[^{}\n]*\}"""
    r"|\b(?:lines|wrap|live|noInline|copy|expandable|twoslash|showLineNumbers|focus)\b"
)


def fenced(code: str, language: str, title: str = "") -> str:
    """In a fence that nothing inside it can close. ``title``: what stands above it, such as its file."""
    longest = max((len(ticks) for ticks in _FENCE.findall(code)), default=2)
    fence = "`" * max(3, longest + 1)
    named = f' title="{title}"' if title else ""
    return f"{fence}{language}{named}\n{code}\n{fence}"


def ends_fence(line: str, fence: str) -> bool:
    """Whether a line, without the space around it, closes what ``fence`` opened."""
    return line.startswith(fence) and not line.strip(fence[0])


def opening_title(opening: str) -> str:
    """The title of code whose fence opens with that line; "" where it has none."""
    found = _TITLE.search(opening)
    return found[1] if found else ""


def opening_language(opening: str) -> str:
    """The language that the line names, "" where it names none."""
    return _TITLE.sub("", opening.strip().lstrip("`~")).strip()


def info_language(info: str) -> str:
    """The language that an info string begins with, "" where it has none."""
    found = _LANGUAGE.match(info.strip().lstrip("{"))
    return found[0] if found else ""


def info_tab(info: str, *, grouped: bool) -> str:
    """The label of the tab that a fence is, "" where it is none. ``grouped``: each fence there is one."""
    if found := _TAB.match(info):
        return str(found[1] or found[2])
    if not grouped:
        return ""
    behind_language = info.strip().partition(" ")[2]
    return " ".join(_ATTRIBUTE.sub(" ", behind_language).split()) or info_title(info)


def info_title(info: str) -> str:
    """What stands above code, such as the file that it belongs to; "" where nothing does, or only that it is typed."""
    found = _NAMED_TITLE.search(info) or _FILE_TITLE.match(info)
    title = next(filter(None, found.groups()), "") if found else ""
    return "" if title.lower() in SHELLS else title.replace("`", "").replace('"', "'")
