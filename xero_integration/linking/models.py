"""Links between the host's customers and products and Xero's contacts and items."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

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


class MatchSide(models.TextChoices):
    CONTACT = "contact", _("Contacts")
    ITEM = "item", _("Products")


class MatchVerdict(models.TextChoices):
    CERTAIN = "certain", _("Certain")
    REVIEW = "review", _("To review")
    NONE = "none", _("No match")


class MatchAnswer(models.TextChoices):
    OPEN = "open", _("Open")
    LINKED = "linked", _("Linked")
    SKIPPED = "skipped", _("Skipped")


class MatchProposal(models.Model):
    """What a customer or product may be in Xero, kept until a person has answered.

    ``key`` is that of the host port; ``source`` and ``subject_pk`` name a record of the host
    where it was seen, by which is decided who may see it. ``candidates`` are the best first:
    ``{"id", "score", "reasons"}``; ``best_id`` is the first one's.
    """

    id = models.BigAutoField(primary_key=True)
    connection = models.ForeignKey(
        Connection, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    side = models.CharField(max_length=10, choices=MatchSide.choices)
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=255, blank=True, default="")
    detail = models.CharField(max_length=255, blank=True, default="")
    source = models.CharField(max_length=100)
    subject_pk = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, choices=MatchVerdict.choices)
    answer = models.CharField(max_length=10, choices=MatchAnswer.choices, default=MatchAnswer.OPEN)
    best_id = models.CharField(max_length=36, blank=True, default="")
    candidates = models.JSONField(default=list)
    found_at = models.DateTimeField()
    answered_by = models.CharField(max_length=200, blank=True, default="")
    answered_by_name = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "side", "key"], name="xi_match_once"),
        ]
        indexes = [
            models.Index(
                fields=["connection", "side", "answer", "verdict", "id"], name="xi_match_open"
            ),
            models.Index(fields=["connection", "side", "best_id"], name="xi_match_best"),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.key} {self.verdict}"


class MatchWalk(models.Model):
    """Where the look through the host's records goes on: the last record of ``source``."""

    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    source = models.CharField(max_length=100, blank=True, default="")
    after = models.CharField(max_length=200, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source} {self.after}"
