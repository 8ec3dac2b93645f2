"""What a page takes in from files beside it: `import Steps from './_steps.mdx'` with `<Steps />`, and code by `!!raw-loader!`.

Knows how MDX writes both, on lines of their own and outside of code; not how a file is read. Lines behind what was taken in count on from
it.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.book.markup.fence import ends_fence

DEEPEST = 4  # files that take in one another
MOST, MOST_IN_ALL = 200_000, 1_000_000  # characters of a file that is taken in, and of all that a page takes in
_IMPORT = re.compile(
    r"import\s+(?P<name>[A-Za-z_$][\w$]*)\s+from\s+['\"](?P<raw>!!raw-loader!)?(?P<path>(?:\.{1,2}|@site|)/[^'\"]+)['\"];?[ \t]*"
)
_USE = re.compile(r"[ \t]*<(?P<name>[A-Z][\w$]*)\b[^<>]*/>[ \t]*")
_USE_OF_CODE = re.compile(
    r"(?P<opens>[ \t]*<CodeBlock\b[^>]*>)\s*\{\s*(?P<name>[A-Za-z_$][\w$]*)(?:\.trim\(\))?\s*\}\s*</CodeBlock>[ \t]*"
)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_ESCAPED = str.maketrans({"\\": r"\\", "`": r"\`", "$": r"\$"})

Reader = Callable[[Path], str | None]


def with_includes(text: str, path: Path, root: Path, read: Reader, depth: int = 0) -> str:
    """``path``: the page's; ``root``: the book's folder, beyond which nothing is taken in; ``read``: a file's text, None where it has
    none. What can't be taken in stays as it is written."""
    if depth == DEEPEST or "import " not in text:
        return text
    files: dict[str, str] = {}
    lines: list[str] = []
    room = MOST_IN_ALL
    for line, in_code in _lines(text):
        if not in_code and (found := _IMPORT.fullmatch(line)):
            content = _content(found, path, root, read, depth)
            if content is not None:
                files[found["name"]] = content
        use = None if in_code else _USE.fullmatch(line) or _USE_OF_CODE.fullmatch(line)
        content = files.get(use["name"]) if use else None
        if use is None or content is None or len(content) > room:
            lines.append(line)
            continue
        room -= len(content)
        lines += _written(use, content)
    return "\n".join(lines)


def _written(use: re.Match[str], content: str) -> list[str]:
    if opens := use.groupdict().get("opens"):
        return [f"{opens}{{`\n{content.rstrip().translate(_ESCAPED)}\n`}}</CodeBlock>"]
    return ["", content.strip("\n"), ""]


def _content(found: re.Match[str], path: Path, root: Path, read: Reader, depth: int) -> str | None:
    target = _target(found["path"], path, root)
    content = read(target) if target else None
    if target is None or content is None or len(content) > MOST:
        return None
    if found["raw"]:
        return content
    if target.suffix.lower() not in (".md", ".mdx"):
        return None
    return with_includes(_FRONT_MATTER.sub("", content), target, root, read, depth + 1)


def _target(written: str, path: Path, root: Path) -> Path | None:
    """A file of the book. Docusaurus calls its own folder, which the book stands in, or which the page stands in, "@site"; Mintlify's paths
    begin there without a name for it."""
    if written.startswith(("@site/", "/")):
        folders = [root.parent, *(each for each in reversed(path.parents) if each.is_relative_to(root))]
        targets = [folder / written.removeprefix("@site").lstrip("/") for folder in folders]
    else:
        targets = [path.parent / written]
    found = (target.resolve() for target in targets)
    return next((target for target in found if target.is_relative_to(root) and target.is_file()), None)


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is within a fence."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            yield line, True
            if mark and ends_fence(line.strip(), fence):
                fence = ""
        else:
            fence = mark[1] if mark else ""
            yield line, bool(mark)
