"""`python -m ivr.agency_pages` with a network in which each name is a site on this machine: PORT CERTIFICATE."""

import ssl
import sys

from ivr.agency_pages.__main__ import main
from ivr.agency_pages.network import Network, is_public


def of_this_machine(port: int, certificate: str) -> Network:
    """Return the network. ``private.example`` has a private address beside a public one."""
    places = {"private.example": [("93.184.216.34", 443), ("10.0.0.1", 443)], "unknown.example": []}
    here = [("127.0.0.1", port)]
    return Network(
        resolve=lambda host: places.get(host, here),
        allowed=lambda place: place == here[0] or is_public(place),
        context=ssl.create_default_context(cafile=certificate),
    )


if __name__ == "__main__":
    main(lambda: of_this_machine(int(sys.argv[1]), sys.argv[2]))
