"""Security headers of every answer, redirects without a host, and what each page adds."""

from base64 import b64encode
from hashlib import sha256

from flask import Blueprint, Flask, Response, redirect, request

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
"""Headers of an answer that does not set its own."""
_A_YEAR = 365 * 24 * 3600
"""Seconds."""
ANY_SITE = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""The header of resources that pages of other sites may show or play."""


def headers_of_all(https: bool) -> dict[str, str]:
    """Return the security headers of every answer.

    With ``https``, browsers use only HTTPS for this host for a year (HSTS, RFC 6797).
    """
    return _HEADERS | ({"Strict-Transport-Security": f"max-age={_A_YEAR}"} if https else {})


def protect_all(app: Flask, https: bool) -> None:
    """Add the security headers to every answer of an application, and make its redirects relative."""
    headers = headers_of_all(https)

    @app.after_request
    def finish(response: Response) -> Response:
        response = _relative(response)
        if (response.mimetype or "").startswith("text/"):
            response.mimetype_params.setdefault("charset", "utf-8")
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def security_headers(style: str) -> dict[str, str]:
    """Return the headers of a page that may use the inline ``style``, and data URLs as images."""
    hashed = b64encode(sha256(style.encode()).digest()).decode()
    allowed = f"style-src 'sha256-{hashed}'; img-src data:"
    return {"Content-Security-Policy": f"{allowed}; {_HEADERS['Content-Security-Policy']}"}


def protect(blueprint: Blueprint, style: str) -> None:
    """Let the pages of a blueprint use their ``style``. A page of an error has its own headers already."""
    headers = security_headers(style)

    @blueprint.after_request
    def tell(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def _relative(response: Response) -> Response:
    """Return a redirect to this host without the host, which the client has named and could have invented.

    The routing adds the host when it corrects the slashes of an address.
    """
    to = response.headers.get("Location", "")
    if not to or not to.startswith(request.url_root):
        return response
    path = to.removeprefix(request.url_root).lstrip("/")  # "//name" would be another host
    return redirect(f"/{path}", response.status_code, type(response))  # type: ignore[return-value]
