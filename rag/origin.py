"""An origin as browsers write it: scheme, host and, where it is not the usual one, the port.

Knows how to read what an operator wrote and what a browser sent into that one form; not which origins are welcome.
"""

import re

_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?",
    re.IGNORECASE | re.ASCII,
)
_USUAL_PORTS = {"http": 80, "https": 443}
LONGEST = 300


def canonical(text: str) -> str:
    """In lower case, without the usual port; "" for what is no origin of a web page, such as `null`."""
    read = _ORIGIN.fullmatch(text) if len(text) <= LONGEST else None
    if read is None:
        return ""
    scheme, host = read["scheme"].lower(), read["host"].lower()
    port = int(read["port"] or _USUAL_PORTS[scheme])
    if not 1 <= port <= 65535:
        return ""
    return f"{scheme}://{host}" + (f":{port}" if port != _USUAL_PORTS[scheme] else "")


def wished(text: str) -> str:
    """One origin as an operator writes it, also with a slash at the end or in letters beyond ASCII. Raises ValueError, in words."""
    text = text.strip()
    if "*" in text:
        raise ValueError(
            f"lists {text!r}, and takes no wildcard: name each origin, and for previews set VERCEL_PROJECT and VERCEL_TEAM"
        )
    if text.lower() == "null":
        raise ValueError("lists null, which any page can be in a sandbox: name the origin of the site that embeds it")
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in _USUAL_PORTS:
        raise ValueError(f"lists {text!r}, which does not start with https:// or http://")
    host, slash, path = rest.partition("/")
    if path or any(mark in host for mark in "?#@"):
        raise ValueError(f"lists {text!r}, which holds more than scheme, host and port, as in https://book.example")
    origin = canonical(f"{scheme}://{_in_ascii(host)}")
    if not origin:
        raise ValueError(f"lists {text!r}, whose host or port no browser could open")
    return origin


def _in_ascii(host: str) -> str:
    if host.isascii():
        return host
    import idna  # here, since next to nobody needs it

    name, colon, port = host.partition(":")
    try:
        return idna.encode(name, uts46=True).decode() + colon + port
    except idna.IDNAError as error:
        raise ValueError(f"lists the host {name!r}, which is no domain name") from error
