from django.apps import AppConfig


class LiveConfig(AppConfig):
    """How twins are and were: reported and desired state, history."""

    name = "live"

    def ready(self) -> None:
        from live import receivers
        from registry import signals

        signals.twin_removed.connect(receivers.forget_history, dispatch_uid="live.forget_history")
