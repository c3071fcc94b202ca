"""A person's browser session without a browser."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from typing import Any


class Session:
    """Signed in by a one-time link; `get` and `post` answer JSON."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def sign_in(self, link: str) -> dict[str, Any]:
        """Redeem the link as the sign-in page does."""
        try:
            self.get("/api/auth/session")
        except urllib.error.HTTPError as refused:
            refused.close()
        return self.post("/api/auth/link", {"token": link.partition("#")[2]})

    def get(self, path: str) -> dict[str, Any]:
        return self._call(urllib.request.Request(self._base + path))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = next(cookie.value for cookie in self._jar if cookie.name == "dtp_csrf")
        headers = {"Content-Type": "application/json", "X-CSRFToken": token or ""}
        return self._call(urllib.request.Request(self._base + path, json.dumps(body).encode(), headers))

    def _call(self, request: urllib.request.Request) -> dict[str, Any]:
        with self._opener.open(request, timeout=10) as response:
            found: dict[str, Any] = json.load(response)
            return found
