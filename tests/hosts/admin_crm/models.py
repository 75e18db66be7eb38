"""A CRM of rows without pages: currency on the organisation, totals on the lines, freight."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=400, blank=True, help_text="Several, with commas between")
    currency = models.CharField(max_length=3, default="NZD")

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    name = models.CharField(max_length=200)
    sku = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.name


class Deal(models.Model):
    """Has no page but the admin's, and so no ``get_absolute_url``."""

    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.SET_NULL)
    freight = models.DecimalField(max_digits=10, decimal_places=2, default=0)

    def __str__(self) -> str:
        return self.title


class Position(models.Model):
    """Its rows are ``deal.position_set``; each states a total, and an article only perhaps."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE)
    article = models.ForeignKey(Article, null=True, blank=True, on_delete=models.SET_NULL)
    text = models.CharField(max_length=400, blank=True)
    qty = models.DecimalField(max_digits=10, decimal_places=2, default=1)
    sum = models.DecimalField(max_digits=12, decimal_places=2)

    def __str__(self) -> str:
        return self.text
