"""Security headers of the public pages: no scripts, nothing from other sites."""

from base64 import b64encode
from hashlib import sha256

from flask import Blueprint, Response


def protect(blueprint: Blueprint, style: str) -> None:
    """Add security headers to the pages of a blueprint: they may use the inline ``style``, and data URLs as images."""
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{hashed}'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )

    @blueprint.after_request
    def tell(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
