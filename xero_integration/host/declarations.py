"""What a host declares about one invoiceable model: class attributes holding dotted paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from .records import SubjectRef


class SourceDeclaration:
    """The attributes of ``InvoiceSource``. Every path may have fallbacks: ``a.b|c``.

    ``name``, ``email``, ``address`` and ``tax_number`` are read from the party, so with the
    party ``company`` the name ``full_name`` is ``company.full_name``. What no party has is
    read from the deal; so is, in a list that names a party (``company.email|guest_email``),
    whatever the deal itself has.
    """

    key: str = ""
    """Filled from ``SOURCES``."""
    model: ClassVar[str] = ""
    """The label of the model, ``crm.Deal``."""
    party: ClassVar[str] = ""
    """The customer: ``company|contact|lead``. Empty: a guest with a name and an e-mail."""
    name: ClassVar[str] = "name"
    """Who the invoice is made out to."""
    email: ClassVar[str] = "email"
    """The customer's address; the first one of a list of several counts."""
    address: ClassVar[str | Mapping[str, str]] = ""
    """One multi-line path, or a path for each of ``line1``, ``line2``, ``city``, ``region``,
    ``postal_code`` and ``country``."""
    tax_number: ClassVar[str] = ""
    """The customer's tax or VAT number."""
    currency: ClassVar[str] = ""
    """An ISO code. Empty: that of the Xero organisation."""
    reference: ClassVar[str] = ""
    """What the customer calls it, such as a purchase order's number."""
    title: ClassVar[str] = ""
    """Names the deal, and its only line when it has no products. Default: ``str(obj)``."""
    lines: ClassVar[str] = ""
    """The deal's lines: a related manager, or a list of dictionaries. Empty: one line."""
    line: ClassVar[Mapping[str, str]] = {}
    """Field of ``HostLine`` → path on a line, e.g. ``{"quantity": "qty"}``."""
    product_name: ClassVar[str] = "name"
    """A path on the product of a line."""
    product_code: ClassVar[str] = "code|sku"
    """A path on the product of a line, to find its item in Xero by."""
    charges: ClassVar[Mapping[str, str]] = {}
    """Label → path of an amount that becomes a line when it is not zero: shipping, surcharges."""
    tax_inclusive: ClassVar[str | bool] = ""
    """A path to a yes or no, or the yes or no itself."""
    total: ClassVar[str] = ""
    """The host's own sum; the form says when Xero's differs."""
    json_keys: ClassVar[Mapping[str, str]] = {}
    """Path of a JSON key → its label, offered to the field mapping."""

    @property
    def model_class(self) -> type[models.Model]:
        """The class behind the label."""
        return apps.get_model(self.model)

    def record_key(self, obj: Any) -> str:
        """A stable name of one of the host's records: ``crm.company:12``."""
        return f"{obj._meta.concrete_model._meta.label_lower}:{obj.pk}"

    def ref(self, obj: Any) -> SubjectRef:
        """The record's name in links and addresses."""
        return SubjectRef(source=self.key, pk=str(obj.pk))

    def title_of(self, obj: Any) -> str:
        """The deal's name for people; hosts change it by the path ``title``."""
        return str(obj)
