from django.apps import AppConfig


class IngestConfig(AppConfig):
    """The way in: topics, codecs, batches, dead letters."""

    name = "ingest"
