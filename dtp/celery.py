"""The Celery application. Without a broker its tasks run eagerly in the calling process (embedded mode)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dtp.settings")

app = Celery("dtp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
