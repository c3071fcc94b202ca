"""The composition root: settings, addresses, processes. It imports every app and is imported by none."""

from dtp.celery import app as celery_app

__all__ = ["celery_app"]
