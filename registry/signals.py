"""How the registry tells the layers above it what happened. `docs/signals.md` lists who listens.

`happened(event)` is sent inside the transaction of the change: a receiver writes its row there or the change fails.
`streams_changed()` and `access_changed(user_ids)` are sent after the commit; `user_ids` None means anybody.
`twin_removed(twin_id)` is sent inside the transaction of a hard delete, after the row is gone.
"""

from django.dispatch import Signal

happened = Signal()
streams_changed = Signal()
access_changed = Signal()
twin_removed = Signal()
