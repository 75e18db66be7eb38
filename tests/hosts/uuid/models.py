"""A multi-tenant CRM: workspaces own deals, and a deal keeps its lines in one JSON column."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from .scope import current_workspace
from .users import User

__all__ = ["Account", "Article", "Deal", "Membership", "User", "Workspace"]


class Workspace(models.Model):
    slug = models.SlugField(primary_key=True)

    def __str__(self) -> str:
        return self.slug


class Membership(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace}"


class Account(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sku = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.label


class ScopedManager(models.Manager["Deal"]):
    """Shows the rows of the current workspace, and none when there is none."""

    def get_queryset(self) -> models.QuerySet[Deal]:
        rows = super().get_queryset()
        tenant = current_workspace.get()
        return rows.filter(workspace_id=tenant) if tenant else rows.none()


class Deal(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=200)
    lines: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(
        default=list
    )
    extra: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    objects = ScopedManager()
    everything: ClassVar[models.Manager[Deal]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="tenancy_deal_number"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deal", args=[self.workspace_id, self.number])
