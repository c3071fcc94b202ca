"""How long browsers may keep the front end's files."""

import re
from collections.abc import MutableMapping

# Vite puts a hash of the content into the name: such a file never changes under its name.
_HASHED = re.compile(r"^/assets/.+-[\w-]{8}\.\w+$")


def cache_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Hashed files are kept for good, all others are asked for again."""
    headers["Cache-Control"] = "public, max-age=31536000, immutable" if _HASHED.match(url) else "no-cache"
