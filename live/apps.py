from django.apps import AppConfig


class LiveConfig(AppConfig):
    """How twins are and were: reported and desired state, history."""

    name = "live"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from live import receivers
        from registry import signals

        post_migrate.connect(receivers.prepare_history, sender=self, dispatch_uid="live.prepare_history")
        signals.twin_removed.connect(receivers.forget_history, dispatch_uid="live.forget_history")
