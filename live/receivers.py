"""What live state does when the registry tells something."""

from typing import Any

from django.db import transaction

from live import history


def prepare_history(sender: Any, **kwargs: Any) -> None:
    """A migrated database can take in observations at once."""
    history.prepare()


def forget_history(sender: Any, *, twin_id: str, **kwargs: Any) -> None:
    """A twin that was deleted leaves no observations behind."""
    transaction.on_commit(lambda: history.forget(twin_id), robust=True)
