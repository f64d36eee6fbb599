"""Security headers of the public pages: no scripts, nothing from other sites."""

from base64 import b64encode
from hashlib import sha256

from flask import Blueprint, Response


def security_headers(style: str) -> dict[str, str]:
    """Return the headers of a page that may use the inline ``style``, and data URLs as images."""
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{hashed}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def protect(blueprint: Blueprint, style: str) -> None:
    """Add the security headers to the pages of a blueprint. A page of an error has its own already."""
    headers = security_headers(style)

    @blueprint.after_request
    def tell(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response
