"""Who asks, as a key that tells nobody who it was.

Knows addresses: a household has one of version 4 and a whole /64 of version 6. A clear address leaves this module only as a hash under a
salt that is a secret, or forgotten with the process.
"""

import hashlib
import ipaddress
import secrets

from starlette.types import Scope

THIS_MACHINE = "this machine"


def salt_of(secret: str) -> bytes:
    """The same for all replicas that share the secret; of this process alone where there is none."""
    return hashlib.sha256(b"addresses" + secret.encode()).digest() if secret else secrets.token_bytes(32)


class Addresses:
    def __init__(self, salt: bytes) -> None:
        self._salt = salt

    def who(self, scope: Scope) -> str:
        """A key, or THIS_MACHINE. The server has put the address that its trusted proxies saw in the place of their own."""
        client = scope.get("client")
        address = client[0] if client else "unknown"
        if address.startswith("127.") or address == "::1":
            return THIS_MACHINE
        return self.hidden(_household(address) if ":" in address else address)

    def hidden(self, text: str) -> str:
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=self._salt, digest_size=16).hexdigest()


def _household(address: str) -> str:
    try:
        parsed = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address  # what a proxy wrote and we can't read is still somebody
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)).network_address)
