"""A twin as it was declared, and the rows that follow from its declaration."""

import uuid
from typing import Any

from django.db import models


class Tenant(models.Model):
    """An isolated owner of twins. Made when the first twin names it."""

    id = models.SlugField(primary_key=True, max_length=63)
    name = models.CharField(max_length=200)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.id


class Twin(models.Model):
    """What was declared about one thing.

    `id` is `namespace:name`, split at the first colon (the grammar of Eclipse Ditto's thing ids). `status` is the life
    cycle and is shown as `metadata.status`. `source` is the path of the file that declares the twin, below the twins
    folder, or `api`. `content_hash` is the meaning of the declaration that was applied last, so that a second scan
    changes nothing. `revision` counts changes of the declaration; live state has its own.
    """

    API = "api"
    DEPRECATED = "deprecated"

    id = models.CharField(primary_key=True, max_length=256)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=256)
    description = models.TextField(blank=True, default="")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="twins")
    status = models.CharField(max_length=64, db_index=True)
    definition = models.CharField(max_length=512, blank=True, default="")
    metadata = models.JSONField(default=dict)
    interfaces = models.JSONField(default=dict)
    dependencies = models.JSONField(default=dict)
    relations = models.JSONField(default=list)
    features = models.JSONField(default=dict)
    alarms = models.JSONField(default=dict)
    ui = models.JSONField(default=dict)
    strict = models.BooleanField(default=False)
    source = models.CharField(max_length=1024, default=API)
    content_hash = models.CharField(max_length=64, blank=True, default="")
    revision = models.PositiveBigIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["tenant", "id"], name="twin_tenant_id"),
            models.Index(fields=["source"], name="twin_source"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def is_deprecated(self) -> bool:
        return self.status == self.DEPRECATED

    @property
    def is_from_file(self) -> bool:
        return self.source != self.API

    def full_metadata(self) -> dict[str, Any]:
        """The metadata with the life cycle in it, as the API shows it."""
        return {**self.metadata, "status": self.status}

    def document(self) -> dict[str, Any]:
        """The declaration as a JSON document in the long form; what `twin.yaml` would say."""
        found = {
            "@id": self.id,
            "name": self.name,
            "tenant": self.tenant_id,
            "description": self.description,
            "definition": self.definition,
            "metadata": self.full_metadata(),
            "interfaces": self.interfaces,
            "dependencies": self.dependencies,
            "relations": self.relations,
            "features": self.features,
            "alarms": self.alarms,
            "ui": self.ui,
            "strict": self.strict,
        }
        required = {"@id", "name", "tenant", "metadata", "interfaces", "dependencies"}
        return {key: value for key, value in found.items() if value or key in required}


class TwinDomain(models.Model):
    """One word of a twin's `metadata.domain`, as a row so that lists can be filtered by it."""

    twin = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(max_length=128)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["twin", "name"], name="domain_once_per_twin")]
        indexes = [models.Index(fields=["name"], name="domain_name")]

    def __str__(self) -> str:
        return self.name


class Stream(models.Model):
    """Where a twin's data arrives: a topic (for `kind` mqtt a topic filter), how it is read, what it fills."""

    twin = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="streams")
    kind = models.CharField(max_length=32)
    topic = models.CharField(max_length=2048)
    codec = models.CharField(max_length=64, default="auto")
    feature = models.CharField(max_length=64, blank=True, default="")
    property = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["twin", "kind", "topic"], name="stream_once_per_twin")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.topic}"


class TwinUI(models.Model):
    """The card by which a twin is shown."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=256)
    ui_url = models.URLField(max_length=2048, blank=True, default="")
    dtr = models.OneToOneField(Twin, on_delete=models.CASCADE, related_name="card")
    icon = models.CharField(max_length=64, blank=True, default="")
    headline = models.JSONField(default=list)
    order = models.IntegerField(default=1000)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """A directed edge: `static` and `dynamic` dependencies and named relations. The target may not be registered."""

    source = models.ForeignKey(Twin, on_delete=models.CASCADE, related_name="outgoing")
    kind = models.CharField(max_length=64)
    target_id = models.CharField(max_length=256, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "kind", "target_id"], name="relation_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
