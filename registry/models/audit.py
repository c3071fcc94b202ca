from django.conf import settings
from django.db import models


class Change(models.Model):
    """One action that somebody took: who, when, what, and the fields before and after. Rows are never altered."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor = models.CharField(max_length=256)
    action = models.CharField(max_length=64)
    tenant = models.CharField(max_length=63, blank=True, default="")
    kind = models.CharField(max_length=32)
    object_id = models.CharField(max_length=256)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["kind", "object_id", "-id"], name="change_of_object")]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.kind} {self.object_id}"
