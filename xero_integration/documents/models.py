"""Documents mirrored from Xero, the drafts people prepare, and their ties to deals."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection
from ..outbox.models import Operation
from .keys import time_ordered_key
from .kinds import DocumentKind as DocumentKind
from .kinds import SettlementKind as SettlementKind
from .querysets import DocumentQuerySet
from .status import DocumentStatus


class VersionSource(models.TextChoices):
    """Who told us."""

    ANSWER = "answer", _("Xero's answer to us")
    WEBHOOK = "webhook", _("Xero's webhook")
    POLL = "poll", _("Regular check")
    REFRESH = "refresh", _("Refreshed by a person")
    SWEEP = "sweep", _("Nightly comparison")
    IMPORT = "import", _("Imported by a person")


class InvoiceDraft(models.Model):
    """The one open draft of a deal in an organisation: what was typed so far, right or wrong.

    ``values`` are the raw form values, so nothing typed is lost. ``operation`` is set when it
    was sent; a sent draft is closed and the deal may get a new one. ``open_key`` names the
    deal while the draft is open; its uniqueness holds on every database. ``difference`` is
    Xero's total less the planned one, None when they agree. ``edits`` is the document that
    the draft changes in Xero, ``copied_from`` the one whose content a new invoice began with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="drafts")
    source = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=190)
    values = models.JSONField(default=dict)
    mapping_revision = models.PositiveIntegerField(default=0)
    planned_total = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    difference = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    operation = models.OneToOneField(
        Operation, null=True, blank=True, on_delete=models.PROTECT, related_name="draft"
    )
    edits = models.ForeignKey(
        "Document", null=True, blank=True, on_delete=models.PROTECT, related_name="edits"
    )
    copied_from = models.ForeignKey(
        "Document", null=True, blank=True, on_delete=models.SET_NULL, related_name="copies"
    )
    open_key = models.CharField(  # noqa: DJ001 - NULLs are distinct: closed drafts never clash
        max_length=300, null=True, unique=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.CharField(max_length=200, blank=True, default="")
    edited_by_name = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["source", "subject_pk"], name="xi_draft_subject")]

    def __str__(self) -> str:
        return f"{self.source}:{self.subject_pk}"


# Where another index begins with the same column, a foreign key's own only costs writes.


class Document(models.Model):
    """The mirror of one Xero document. Only ``mirror.py`` writes its Xero-owned columns.

    The digests are of the raw JSON as a whole, of its lines and of its settlements: what
    reads the same is not written again. ``missing_since`` is when Xero stopped knowing it.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered_key, editable=False)
    connection = models.ForeignKey(
        Connection, on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    xero_id = models.CharField(max_length=36)
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    status = models.CharField(max_length=20)
    number = models.CharField(max_length=255, blank=True, default="")
    reference = models.CharField(max_length=255, blank=True, default="")
    contact_id = models.CharField(max_length=36, blank=True, default="")
    contact_name = models.CharField(max_length=255, blank=True, default="")
    date = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    fully_paid_on = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    line_amount_types = models.CharField(max_length=20, blank=True, default="")
    branding_theme_id = models.CharField(max_length=36, blank=True, default="")
    url = models.CharField(max_length=500, blank=True, default="")
    subtotal = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    total_tax = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    amount_due = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    amount_paid = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    amount_credited = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    remaining_credit = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    sent_to_contact = models.BooleanField(default=False)
    raw_digest = models.CharField(max_length=64, blank=True, default="")
    lines_digest = models.CharField(max_length=64, blank=True, default="")
    settlements_digest = models.CharField(max_length=64, blank=True, default="")
    missing_since = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)
    learned_at = models.DateTimeField()
    operation = models.OneToOneField(
        Operation, null=True, blank=True, on_delete=models.SET_NULL, related_name="document"
    )
    mapping_revision = models.PositiveIntegerField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "xero_id"], name="xi_document_xero_id"),
        ]
        indexes = [
            models.Index(fields=["connection", "contact_id", "date"], name="xi_document_contact"),
            models.Index(fields=["connection", "number"], name="xi_document_number"),
            models.Index(fields=["connection", "status"], name="xi_document_status"),
        ]

    def __str__(self) -> str:
        return self.number or self.xero_id

    @property
    def status_label(self) -> str:
        """The translated status, or Xero's own word when it is new to us."""
        known = self.status in DocumentStatus.values
        return str(DocumentStatus(self.status).label) if known else self.status


class DocumentLine(models.Model):
    """One line of a mirrored document, as Xero holds it."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    xero_id = models.CharField(max_length=36, blank=True, default="")
    description = models.TextField(blank=True, default="")
    quantity = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    unit_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    discount_rate = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    discount_amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    item_code = models.CharField(max_length=30, blank=True, default="")
    account_code = models.CharField(max_length=10, blank=True, default="")
    tax_type = models.CharField(max_length=50, blank=True, default="")
    tax_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    line_amount = models.DecimalField(max_digits=18, decimal_places=2, null=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.description[:60]


class Settlement(models.Model):
    """Something that lowers what is due: a payment or an allocated credit, row by row."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="settlements", db_index=False
    )
    kind = models.CharField(max_length=20, choices=SettlementKind.choices)
    xero_id = models.CharField(max_length=36)
    date = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    reference = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "kind", "xero_id"], name="xi_settlement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class DocumentVersion(models.Model):
    """What Xero said of a document at one moment: the raw JSON, who told us, and when."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="versions", db_index=False
    )
    source = models.CharField(max_length=20, choices=VersionSource.choices)
    status = models.CharField(max_length=20)
    updated_at = models.DateTimeField(null=True, blank=True)
    learned_at = models.DateTimeField()
    raw = models.TextField()
    actor_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["document", "learned_at"], name="xi_version_learned"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.learned_at:%Y-%m-%d %H:%M}"


class DealLink(models.Model):
    """A document belongs to a deal; it outlives the deal, and a deal may have many."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="deal_links", db_index=False
    )
    source = models.CharField(max_length=60)
    subject_pk = models.CharField(max_length=190)
    tenant = models.CharField(max_length=200, blank=True, default="")
    linked_by_name = models.CharField(max_length=200, blank=True, default="")
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "source", "subject_pk"], name="xi_deal_link_once"
            ),
        ]
        indexes = [models.Index(fields=["source", "subject_pk"], name="xi_deal_link_subject")]

    def __str__(self) -> str:
        return f"{self.source}:{self.subject_pk}"


class DocumentEventKind(models.TextChoices):
    ATTACHED = "attached", _("Attached to a deal")
    DETACHED = "detached", _("Detached from a deal")
    IMPORTED = "imported", _("Imported")


class DocumentEvent(models.Model):
    """What people did with a document on our side only; nothing of it changes Xero."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=DocumentEventKind.choices)
    source = models.CharField(max_length=60, blank=True, default="")
    subject_pk = models.CharField(max_length=190, blank=True, default="")
    actor = models.CharField(max_length=200, blank=True, default="")
    actor_name = models.CharField(max_length=200, blank=True, default="")
    happened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}:{self.subject_pk}"
