"""The shell page: one HTML file for every address that is not an API's; the front end draws the rest."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from common.errors import DTPError
from common.problems import not_found_view, problem_response

# Mantine writes style elements at run time; scripts come from our own files only.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_BUILT = b"""<!doctype html><meta charset="utf-8"><title>Portal not built</title>
<h1>The portal's front end is not built</h1>
<p>Run <code>make setup</code> (it needs Node.js 20 or newer), then load this page again.</p>"""


def shell(request: HttpRequest, path: str = "") -> HttpResponseBase:
    """The page, never cached, so that a new version is seen at the next load."""
    if f"{path}/".startswith(("api/", "assets/", "static/")):
        return not_found_view(request)
    index = settings.FRONTEND_DIR / "index.html"
    body = index.read_bytes() if index.is_file() else _NOT_BUILT
    response = HttpResponse(body, status=200 if body is not _NOT_BUILT else 503)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-cache"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a failed CSRF check, in our form."""
    message = "The CSRF token is missing or wrong. Load the page again; scripts use HTTP Basic instead of a session."
    return problem_response(DTPError(message, code="csrf", status=403))
