"""Connections to public addresses only: a page's name is resolved once, and each of its addresses is checked.

The connection goes to an address that was checked, so the name can't mean another one by then (DNS rebinding).
"""

import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import certifi
from urllib3 import HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError
from urllib3.response import BaseHTTPResponse

_CONNECT, _READ = 10.0, 15.0
"""Seconds. Those of the whole look are :data:`ivr.agency_pages.PATIENCE`."""
_TRIED = 4
"""Most addresses of a name that are tried."""
_NAT64 = IPv6Network("64:ff9b::/96")

Place = tuple[str, int]
"""An IP address and a port."""


class ClosedError(Exception):
    """A name has no address, or one that is not public, or none of them takes a connection."""


def resolved(host: str) -> Sequence[Place]:
    """Return the addresses of a name.

    Raises:
        OSError: it has none.
    """
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(place[0]), int(place[1])) for *_, place in found))


def is_public(place: Place) -> bool:
    """Whether an address is one of the internet, not of this machine or the network around it."""
    address = ip_address(place[0].partition("%")[0])
    if isinstance(address, IPv6Address) and (within := _within(address)):
        address = within
    return address.is_global and not address.is_multicast


def _within(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


@dataclass(frozen=True)
class Network:
    """How names become connections. Tests have another one, in which their own server is a site."""

    resolve: Callable[[str], Sequence[Place]] = resolved
    allowed: Callable[[Place], bool] = is_public
    context: ssl.SSLContext = field(default_factory=_trusting)

    def get(self, host: str, target: str, headers: Mapping[str, str]) -> BaseHTTPResponse:
        """Ask for a path of a site, by https. The body is not read yet.

        Raises:
            ClosedError: there is no public address, or none that takes a connection.
            urllib3.exceptions.HTTPError: the connection fails.
        """
        try:
            places = self.resolve(host)
        except OSError:
            places = ()
        if not places or not all(map(self.allowed, places)):
            raise ClosedError
        for address, port in places[:_TRIED]:
            pool = HTTPSConnectionPool(
                address,
                port,
                timeout=Timeout(connect=_CONNECT, read=_READ),
                ssl_context=self.context,
                server_hostname=host,
                assert_hostname=host,
            )
            try:
                return pool.urlopen(
                    "GET",
                    target,
                    headers={"Host": host, **headers},
                    retries=False,
                    redirect=False,
                    assert_same_host=False,
                    preload_content=False,
                    decode_content=False,
                )
            except (ConnectTimeoutError, NewConnectionError):
                continue
        raise ClosedError
