"""What the CRM knows: companies, people, products, and deals with their lines."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse

CENT = Decimal("0.01")


class Company(models.Model):
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=60, blank=True)
    vat_number = models.CharField("VAT or GST number", max_length=40, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("crm:company", args=[self.pk])


class Person(models.Model):
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    full_name = models.CharField(max_length=200)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    job_title = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["full_name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.full_name


class Product(models.Model):
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Stage(models.TextChoices):
    QUALIFIED = "qualified", "Qualified"
    PROPOSAL = "proposal", "Proposal sent"
    NEGOTIATION = "negotiation", "Negotiation"
    WON = "won", "Won"


class Currency(models.TextChoices):
    NZD = "NZD", "NZD"
    USD = "USD", "USD"
    GBP = "GBP", "GBP"


class Deal(models.Model):
    title = models.CharField(max_length=200)
    company = models.ForeignKey(
        Company, null=True, blank=True, on_delete=models.SET_NULL, related_name="deals"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="deals"
    )
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.QUALIFIED)
    currency = models.CharField(max_length=3, choices=Currency.choices, default=Currency.NZD)
    purchase_order = models.CharField(max_length=60, blank=True)
    expected_on = models.DateField("expected close", null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        ordering = ["expected_on", "title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("crm:deal", args=[self.pk])

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines.all()), Decimal("0.00"))


class DiscountKind(models.TextChoices):
    PERCENT = "percent", "%"
    FIXED = "fixed", "off the line"


class DealLine(models.Model):
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    description = models.CharField(max_length=400, blank=True)
    quantity = models.DecimalField(
        max_digits=10, decimal_places=2, default=Decimal(1), validators=[MinValueValidator(CENT)]
    )
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    discount_kind = models.CharField(
        max_length=10, choices=DiscountKind.choices, default=DiscountKind.PERCENT
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.description or self.product.name

    @property
    def discount_percent(self) -> Decimal | None:
        is_percent = self.discount and self.discount_kind == DiscountKind.PERCENT
        return self.discount if is_percent else None

    @property
    def discount_amount(self) -> Decimal | None:
        is_fixed = self.discount and self.discount_kind == DiscountKind.FIXED
        return self.discount if is_fixed else None

    @property
    def total(self) -> Decimal:
        full = self.quantity * self.unit_price
        percent = full * (self.discount_percent or 0) / 100
        return (full - percent - (self.discount_amount or 0)).quantize(CENT)
