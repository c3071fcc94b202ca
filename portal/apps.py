from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What people see: portal events and their stream, cards, the shell page and its front end."""

    name = "portal"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from live import signals as live
        from portal import receivers
        from registry import signals as registry

        registry.happened.connect(receivers.store_event, dispatch_uid="portal.store_event")
        registry.access_changed.connect(receivers.tell_access, dispatch_uid="portal.tell_access")
        live.state_changed.connect(receivers.tell_live, dispatch_uid="portal.tell_live")
        user_logged_out.connect(receivers.tell_signed_out, dispatch_uid="portal.tell_signed_out")
