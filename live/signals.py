"""`state_changed(changes)`: sent once per batch after its commit, with `live.events.StateChanged` items."""

from django.dispatch import Signal

state_changed = Signal()
