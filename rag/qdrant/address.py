"""Where a Qdrant server listens, as the user wrote it.

Knows how a URL without a port is meant. The vendor's client makes it 6333 wherever it points, which is right for a server of
one's own and for Qdrant Cloud; any other https address without a port is a proxy in front of Qdrant, and those listen on 443.
"""

from urllib.parse import SplitResult, urlsplit, urlunsplit

from rag.errors import SettingsError
from rag.services.address import check_login

QDRANT_PORT = 6333
_CLOUD = ".cloud.qdrant.io"
_HERE = ("localhost", "127.0.0.1", "::1")


def address(url: str) -> str:
    """``url`` with scheme and port, and without what follows the path. Raises SettingsError."""
    parts = _split(url.strip() if "://" in url else _guessed_scheme(url.strip()))
    if parts.scheme not in ("http", "https"):
        raise SettingsError(f"QDRANT_URL begins with {parts.scheme}://; Qdrant is asked over http:// or https://")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return urlunsplit((parts.scheme, f"{host}:{parts.port or _usual_port(parts)}", parts.path.rstrip("/"), "", ""))


def is_open(url: str) -> bool:
    """Whether a key sent there could be read on its way."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in _HERE


def _split(url: str) -> SplitResult:
    parts: SplitResult | None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts = None  # the error quotes what it could not read, which may be a password
    if parts is None:
        raise SettingsError("QDRANT_URL can't be read; write it like https://host:6333")
    if not parts.hostname or port == 0:
        raise SettingsError("QDRANT_URL names no host; write it like https://host:6333")
    check_login("QDRANT_URL", url, parts)
    return parts


def _guessed_scheme(url: str) -> str:
    return ("http://" if _split(f"//{url}").hostname in _HERE else "https://") + url


def _usual_port(parts: SplitResult) -> int:
    behind_a_proxy = parts.scheme == "https" and not (parts.hostname or "").endswith(_CLOUD)
    return 443 if behind_a_proxy else QDRANT_PORT
