import uuid

from django.db import models


class Service(models.Model):
    """A service that twins or people rely on. Without a tenant it belongs to the platform as a whole."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=256)
    tenant = models.ForeignKey("registry.Tenant", null=True, on_delete=models.PROTECT, related_name="services")
    category = models.CharField(max_length=128)
    interfaces = models.JSONField(default=dict)
    health_url = models.URLField(max_length=2048, blank=True, default="")
    last_health = models.JSONField(null=True)
    twin = models.ForeignKey("registry.Twin", null=True, on_delete=models.SET_NULL, related_name="services")
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name", "uuid")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "category", "name"], name="service_once_per_tenant", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name
