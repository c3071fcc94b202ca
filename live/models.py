"""The live state of twins. Written by `live.actions` alone."""

from django.db import models


class TwinState(models.Model):
    """The live revision of a twin: it counts up by one with every batch that changed anything of it."""

    twin = models.OneToOneField("registry.Twin", primary_key=True, on_delete=models.CASCADE, related_name="state")
    revision = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.twin_id} at {self.revision}"


class FeatureState(models.Model):
    """A feature's properties as reported and as desired.

    `reported` and `desired` are `{property: value}`. `reported_at` and `desired_at` are `{property: microseconds since
    the epoch}`: the time the device gave, by which the newest value wins. `received_at` is our clock when something of
    this feature last arrived. `revision` is the twin's revision at which the feature last changed.
    """

    twin = models.ForeignKey("registry.Twin", on_delete=models.CASCADE, related_name="feature_states")
    feature = models.CharField(max_length=64)
    reported = models.JSONField(default=dict)
    reported_at = models.JSONField(default=dict)
    desired = models.JSONField(default=dict)
    desired_at = models.JSONField(default=dict)
    revision = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["twin", "feature"], name="feature_state_once")]

    def __str__(self) -> str:
        return f"{self.twin_id} {self.feature}"
