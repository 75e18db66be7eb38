"""A CRM whose deals are known by a number; what a shop adds to them stands in a JSON column."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse


class Client(models.Model):
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    code = models.SlugField()
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Deal(models.Model):
    """A deal of a client, or of a guest who left no more than an e-mail address."""

    number = models.SlugField(unique=True)
    subject = models.CharField(max_length=200)
    client = models.ForeignKey(Client, null=True, on_delete=models.SET_NULL)
    guest_email = models.EmailField(blank=True)
    note = models.CharField(max_length=400, blank=True)
    custom: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("deal", args=[self.number])


class Entry(models.Model):
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="entries")
    service = models.ForeignKey(Service, null=True, on_delete=models.SET_NULL)
    qty = models.DecimalField(max_digits=8, decimal_places=2)
    rate = models.DecimalField(max_digits=8, decimal_places=4)
    currency = models.CharField(max_length=3)

    def __str__(self) -> str:
        return f"{self.service}, {self.qty} h"
