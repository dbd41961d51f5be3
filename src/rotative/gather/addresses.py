"""Which machines an import may talk to: only such as the whole world can reach.

A name is looked up once, what it stands for is judged, and the connection goes to the very address
that was judged: a name server that answers otherwise a second time gains nothing. Every
connection passes here, so every redirect is judged as well.
"""

from __future__ import annotations

import ipaddress
import socket

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")  # RFC 8215


class RefusedAddressError(OSError):
    """The name leads to a machine that is not everybody's."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that everybody can reach, by the IANA registries.

    IPv6 addresses that wrap one of IPv4 (mapped, 6to4, Teredo, NAT64) are judged by what they wrap.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64_LOCAL:
            return False
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Return the IP addresses of a name; raise RefusedAddressError if one is not everybody's.

    One private answer among public ones is reason enough: nobody publishes such names in good
    faith.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"“{host}” is no name of a machine") from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    if not allow_private:
        private = [address for address in found if not is_public(address)]
        if private or not found:
            found_at = next(iter(private), "nowhere")
            raise RefusedAddressError(host if host == found_at else f"{host} is {found_at}")
    return found
