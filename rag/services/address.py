"""Addresses and keys of services, as people paste them.

Knows what can't be one, and says so without showing any of it, since either may hold a password. Who listens there is not known here.
"""

from urllib.parse import SplitResult, urlsplit

from rag.errors import SettingsError


def read_address(setting: str, url: str) -> SplitResult:
    """Raises SettingsError."""
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError:
        named = None  # the error quotes what it could not read
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f'{setting} can\'t be used: it starts with "http://" or "https://"')
    if not named:
        raise SettingsError(f"{setting} can't be read as an address; write it like https://host:443")
    check_login(setting, url, parts)
    return parts


def check_login(setting: str, url: str, parts: SplitResult) -> None:
    """Raises SettingsError where a password ends too early, so that what looks like the host is the login."""
    if "@" in url.partition("//")[2].removeprefix(parts.netloc):
        raise SettingsError(
            f"{setting} has an @ behind its host; write special characters of a login percent-encoded: / as %2F, ? as %3F, # as %23"
        )


def read_key(setting: str, key: str) -> str:
    """Raises SettingsError where it can't be sent in a header."""
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(f"{setting} holds characters that no key has; copy it again")
    return key
