from django.conf import settings
from django.db import models
from django.db.models import Q


def _exactly_one(*names: str) -> Q:
    """The condition that exactly one of the columns is set."""
    options = Q()
    for chosen in names:
        options |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return options


class Grant(models.Model):
    """A user or a group may do what `role` says with a tenant, a twin or a service, until it expires."""

    class Role(models.TextChoices):
        VIEWER = "viewer"
        OPERATOR = "operator"
        MANAGER = "manager"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="grants")
    group = models.ForeignKey("auth.Group", null=True, on_delete=models.CASCADE, related_name="grants")
    tenant = models.ForeignKey("registry.Tenant", null=True, on_delete=models.CASCADE, related_name="grants")
    twin = models.ForeignKey("registry.Twin", null=True, on_delete=models.CASCADE, related_name="grants")
    service = models.ForeignKey("registry.Service", null=True, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role, default=Role.VIEWER)
    expires_at = models.DateTimeField(null=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_exactly_one("user", "group"), name="grant_to_one"),
            models.CheckConstraint(condition=_exactly_one("tenant", "twin", "service"), name="grant_on_one"),
            models.UniqueConstraint(
                fields=["user", "group", "tenant", "twin", "service"], name="grant_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.group}: {self.role} of {self.tenant or self.twin or self.service}"
