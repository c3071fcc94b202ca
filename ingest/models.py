from django.db import models


class DeadLetter(models.Model):
    """A message that could not be taken in, as it came, with the reason. Written by `ingest.actions` alone."""

    received_at = models.DateTimeField(db_index=True)
    topic = models.TextField()
    payload = models.BinaryField()
    size = models.PositiveBigIntegerField()
    code = models.CharField(max_length=64)
    reason = models.TextField()
    twin_id = models.CharField(max_length=256, blank=True, default="", db_index=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.topic}: {self.reason}"
