from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What people see: portal events and their stream, cards, the shell page and its front end."""

    name = "portal"

    def ready(self) -> None:
        from django.contrib.auth import get_user_model
        from django.contrib.auth.signals import user_logged_out
        from django.db.models.signals import m2m_changed, post_save

        from live import signals as live
        from portal import receivers
        from registry import signals as registry

        registry.happened.connect(receivers.store_event, dispatch_uid="portal.store_event")
        registry.access_changed.connect(receivers.tell_access, dispatch_uid="portal.tell_access")
        live.state_changed.connect(receivers.tell_live, dispatch_uid="portal.tell_live")
        user_logged_out.connect(receivers.tell_signed_out, dispatch_uid="portal.tell_signed_out")
        users = get_user_model()
        post_save.connect(receivers.tell_person_changed, sender=users, dispatch_uid="portal.tell_person_changed")
        groups = users.groups.through
        m2m_changed.connect(receivers.tell_groups_changed, sender=groups, dispatch_uid="portal.tell_groups_changed")
