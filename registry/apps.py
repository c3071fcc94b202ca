from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """What exists: tenants, twins, their streams and cards, services, grants and the record of changes."""

    name = "registry"
