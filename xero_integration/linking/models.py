"""Links between the host's customers and products and Xero's contacts and items."""

from __future__ import annotations

from django.db import models

from ..connections.models import Connection


class ContactLink(models.Model):
    """A customer of the host is this contact in Xero, for ever, until a person unlinks it.

    ``party_key`` is ``Party.key`` of the host port; ``contact_id`` is Xero's id, which
    survives renaming. ``contact_name`` is what it was called when it was linked.
    ``documents_asked_at`` is when a person last had Xero asked for the contact's documents.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    party_key = models.CharField(max_length=200)
    party_name = models.CharField(max_length=255, blank=True, default="")
    contact_id = models.CharField(max_length=36)
    contact_name = models.CharField(max_length=255, blank=True, default="")
    linked_by = models.CharField(max_length=200, blank=True, default="")
    linked_by_name = models.CharField(max_length=200, blank=True, default="")
    linked_at = models.DateTimeField()
    documents_asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "party_key"], name="xi_contact_link_party"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "contact_id"], name="xi_contact_link_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.party_name or self.party_key} = {self.contact_name or self.contact_id}"


class ItemLink(models.Model):
    """A product of the host is this item in Xero; it serves every later deal.

    ``product_key`` is ``ProductRef.key`` of the host port.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    product_key = models.CharField(max_length=200)
    product_name = models.CharField(max_length=255, blank=True, default="")
    item_id = models.CharField(max_length=36)
    item_code = models.CharField(max_length=30, blank=True, default="")
    item_name = models.CharField(max_length=50, blank=True, default="")
    linked_by = models.CharField(max_length=200, blank=True, default="")
    linked_by_name = models.CharField(max_length=200, blank=True, default="")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["connection", "product_key"], name="xi_item_link_product"
            ),
        ]
        indexes = [
            models.Index(fields=["connection", "item_id"], name="xi_item_link_item"),
        ]

    def __str__(self) -> str:
        return f"{self.product_name or self.product_key} = {self.item_code or self.item_id}"
