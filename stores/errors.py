"""The one error that leaves a store: whatever a driver raised, translated at the edge."""

from __future__ import annotations

from common.errors import DTPError


class StoreError(DTPError):
    """A store could not do what was asked.

    `code` says which kind of trouble it is, so that a caller can decide to wait or to give up:

    - `store_unavailable`: locked, unreachable or closed; the same call may succeed later.
    - `store_full`, `store_readonly`: nothing can be written until a person acts; reading may still work.
    - `store_value`: an observation holds something that no store keeps; the same call fails again.
    - `store_url`: the URL names no engine, or not enough to open one.
    - `store_failed`: anything else the driver reported.
    """

    def __init__(self, message: str, *, code: str = "store_failed", status: int = 503) -> None:
        super().__init__(message, code=code, status=status)
