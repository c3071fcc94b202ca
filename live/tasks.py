from celery import shared_task
from django.conf import settings

from common import clock
from live import history


@shared_task(name="live.tasks.prune_history")
def prune_history() -> int:
    """Delete observations older than DTP_HISTORY_KEEP; returns how many."""
    return history.prune(clock.now_us() - round(settings.DTP["DTP_HISTORY_KEEP"] * 1_000_000))
