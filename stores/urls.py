"""Store URLs: which engine, and how to show one without its secrets."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from stores.errors import StoreError


def parse(url: str, kind: str) -> SplitResult:
    """The parts of `url`; `StoreError` without the URL in it when it has no scheme or cannot be read."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as error:
        # urllib quotes the part it stumbled over, which may hold a password
        raise StoreError(f"the URL of the {kind} cannot be read", code="store_url") from error
    if not parts.scheme:
        raise StoreError(f"the URL of the {kind} has no scheme, such as sqlite:///", code="store_url")
    return parts


def redacted(url: str) -> str:
    """`url` for logs: user, password and the values of its query replaced by `***`."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"***@{host}" if "@" in parts.netloc else host
    query = urlencode([(name, "***") for name, _ in parse_qsl(parts.query, keep_blank_values=True)], safe="*")
    # not urlunsplit: it loses two of the slashes of sqlite:////absolute
    return f"{parts.scheme}://{netloc}{parts.path}{'?' if query else ''}{query}"
