"""A CRM for programs: members by UUID, deals of one amount, a manager that shows a workspace's."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from .scope import current_workspace


class Workspace(models.Model):
    slug = models.SlugField(primary_key=True)

    def __str__(self) -> str:
        return self.slug


class Members(BaseUserManager["Member"]):
    """Nobody has a password: tokens come from elsewhere."""


class Member(AbstractBaseUser):
    """Has no permissions of Django's, and no ``has_perm`` either."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    is_boss = models.BooleanField(default=False)

    objects: ClassVar[Members] = Members()

    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email


class Lead(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name


class OfWorkspace(models.Manager["Deal"]):
    """Nothing outside a request, and in one the rows of the caller's workspace."""

    def get_queryset(self) -> models.QuerySet[Deal]:
        rows = super().get_queryset()
        slug = current_workspace.get()
        return rows.filter(workspace_id=slug) if slug else rows.none()


class Deal(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    lead = models.ForeignKey(Lead, null=True, on_delete=models.SET_NULL)
    subject = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    extra: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    objects = OfWorkspace()

    def __str__(self) -> str:
        return self.subject
