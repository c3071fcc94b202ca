from celery import shared_task

from common import heartbeat as signs_of_life
from portal import actions


@shared_task(name="portal.tasks.heartbeat")
def heartbeat() -> None:
    """Shows that scheduled work runs."""
    signs_of_life.beat("cron")


@shared_task(name="portal.tasks.prune_events")
def prune_events() -> int:
    return actions.prune_events()
