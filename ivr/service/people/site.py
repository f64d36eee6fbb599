"""Where passkeys can be used."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_USUAL_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are used: the origin of the pages, and the host, which browsers keep passkeys for (the RP id)."""

    origin: str
    host: str


def site_of(public_url: str) -> Site | None:
    """Return the site of a service; None if browsers use no passkeys there: on an IP address, or without TLS."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if host != "localhost" and (parts.scheme != "https" or _is_ip_address(host)):
        return None
    port = f":{parts.port}" if parts.port not in (None, _USUAL_PORTS[parts.scheme]) else ""
    return Site(f"{parts.scheme}://{host}{port}", host)


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
