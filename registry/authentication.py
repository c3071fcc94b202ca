"""How a request says who it is: the session cookie of the portal, or HTTP Basic for scripts."""

from django.http import HttpRequest
from rest_framework.authentication import BasicAuthentication, SessionAuthentication


class Session(SessionAuthentication):
    """Django's session with CSRF checks. Names a challenge, so that nobody signed in is answered 401, not 403."""

    def authenticate_header(self, request: HttpRequest) -> str:
        # Not "Basic": a browser would then open its own password window over the portal.
        return 'Session realm="dtp"'


class Basic(BasicAuthentication):
    www_authenticate_realm = "dtp"
