from django.apps import AppConfig


class DtpConfig(AppConfig):
    """The composition root. Its checks look at how the switches go together."""

    name = "dtp"

    def ready(self) -> None:
        from django.core.checks import register

        from dtp import checks

        for check in checks.ALL:
            register(check)
