from django.db import models


class PortalEvent(models.Model):
    """An event that the portal's stream tells, kept so that a client that was away can resume. Ids grow in the order of
    commits. An event without a tenant concerns the platform as a whole."""

    id = models.BigAutoField(primary_key=True)
    tenant = models.CharField(max_length=63, blank=True, default="")
    etype = models.CharField(max_length=64)
    payload = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("id",)
        indexes = [models.Index(fields=["tenant", "id"], name="portal_event_tenant_id")]

    def __str__(self) -> str:
        return f"{self.id} {self.etype}"
