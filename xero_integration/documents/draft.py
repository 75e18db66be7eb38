"""The Draft: what a person sees and edits before anything leaves the building."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..host.records import SubjectRef

ADDRESS_PARTS = ("line1", "line2", "city", "region", "postal_code", "country")


class LineAmountTypes(models.TextChoices):
    """How Xero reads the prices of the lines."""

    EXCLUSIVE = "Exclusive", _("Tax exclusive")
    INCLUSIVE = "Inclusive", _("Tax inclusive")
    NO_TAX = "NoTax", _("No tax")


class SaveAs(models.TextChoices):
    """The status an invoice gets in Xero; EMAILED is ours: approved, then sent by Xero."""

    DRAFT = "DRAFT", _("Save as draft")
    SUBMITTED = "SUBMITTED", _("Submit for approval")
    AUTHORISED = "AUTHORISED", _("Approve")
    EMAILED = "EMAILED", _("Approve and e-mail")


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """Who is invoiced. ``contact_id`` links a Xero contact; ``create`` asks for a new one.

    ``address`` has the keys of ``ADDRESS_PARTS``. ``update_contact`` writes e-mail, address
    and tax number to the linked contact where they differ.
    """

    party_key: str = ""
    name: str = ""
    email: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    tax_number: str = ""
    contact_id: str = ""
    create: bool = False
    update_contact: bool = False


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line. ``position`` is its index in the form, so problems point at the right field.

    ``tracking`` pairs (tracking category id, option id). At most one discount is set. When an
    invoice of Xero is edited, ``line_id`` is Xero's id of the line, and ``kept_tax`` the tax
    that an accountant wrote by hand on a line that stays as it was.
    """

    position: int
    description: str
    quantity: Decimal
    unit_amount: Decimal
    discount_rate: Decimal | None = None
    discount_amount: Decimal | None = None
    item_id: str = ""
    account_code: str = ""
    tax_type: str = ""
    tracking: tuple[tuple[str, str], ...] = ()
    product_key: str = ""
    product_name: str = ""
    line_id: str = ""
    kept_tax: Decimal | None = None

    @property
    def is_text_only(self) -> bool:
        """A description without a price: Xero keeps it as a note on the invoice."""
        return not self.unit_amount and not self.account_code and not self.item_id


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole invoice as entered.

    ``number`` is "" when Xero shall number it; ``deal_total`` is the host's figure for its
    lines, priced as they are; None when unknown.
    """

    ref: SubjectRef
    title: str
    customer: CustomerDraft
    issue_date: date
    due_date: date | None
    reference: str
    line_amount_types: str
    currency: str
    branding_theme_id: str
    save_as: str
    lines: tuple[DraftLine, ...]
    number: str = ""
    deal_total: Decimal | None = None

    @property
    def status(self) -> str:
        """Xero's own word for ``save_as``."""
        return SaveAs.AUTHORISED.value if self.is_mailed else self.save_as

    @property
    def is_mailed(self) -> bool:
        return self.save_as == SaveAs.EMAILED
