"""The words of a check-up: frozen records and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.TextChoices):
    """What of ours names a record of Xero's lists."""

    CUSTOMER = "customer", _("Customer")
    PRODUCT = "product", _("Product")
    ACCOUNT = "account", _("Default account")
    TAX_RATE = "tax_rate", _("Default tax rate")
    TAX_CODE = "tax_code", _("Tax code of this site")
    THEME = "theme", _("Default branding theme")


DEFAULTS = (Place.ACCOUNT, Place.TAX_RATE, Place.TAX_CODE, Place.THEME)
"""The places in the settings; the others are links."""


class Verdict(models.TextChoices):
    FINE = "fine", _("Fine")
    RENAMED = "renamed", _("Renamed in Xero")
    ARCHIVED = "archived", _("Archived in Xero")
    MERGED = "merged", _("Merged in Xero")
    RECREATED = "recreated", _("Deleted in Xero and made again")
    LOST = "lost", _("No longer in Xero")


class Standing(StrEnum):
    """Whether a record can stand on a sales document."""

    USABLE = "usable"
    ARCHIVED = "archived"
    GONE = "gone"


class Evidence(models.TextChoices):
    """Why a successor is proposed."""

    CODE = "code", _("Same code")
    NAME = "name", _("Same name")
    TAX_NUMBER = "tax_number", _("Same tax number")
    EMAIL = "email", _("Same e-mail address")
    ACCOUNT_NUMBER = "account_number", _("Same account number")
    RATE = "rate", _("Same rate")
    TYPE = "type", _("Same type")
    USED = "used", _("Used most on your documents")
    DEFAULT = "default", _("The organisation’s default")


@dataclass(frozen=True, slots=True)
class Use:
    """One place with the record it names, as it was named when it was chosen.

    ``holder`` is the customer, product or tax code in words; names that are not kept are "".
    """

    place: Place
    key: str
    xero_id: str
    holder: str = ""
    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One record as the mirror holds it. ``group``: what a successor must share, e.g. its type.

    ``traits`` are texts that agree only on the same thing: tax number, e-mail address.
    """

    xero_id: str
    code: str = ""
    name: str = ""
    standing: Standing = Standing.USABLE
    is_merged: bool = False
    group: str = ""
    rate: Decimal | None = None
    used: int = 0
    is_default: bool = False
    traits: Mapping[Evidence, str] = field(default_factory=dict)

    @property
    def is_usable(self) -> bool:
        return self.standing == Standing.USABLE and not self.is_merged

    @property
    def label(self) -> str:
        return " – ".join(part for part in (self.code, self.name) if part) or self.xero_id


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A usable record to take instead, with its evidence."""

    record: Known
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place, sorted. ``is_certain``: it mends itself, with ``suggestion`` as what to name."""

    use: Use
    known: Known | None
    verdict: Verdict
    suggestion: Suggestion | None = None
    is_certain: bool = False

    @property
    def place_key(self) -> tuple[str, str]:
        return self.use.place.value, self.use.key

    @property
    def before(self) -> str:
        """What the place names, as people knew it."""
        code = self.use.code or (self.known.code if self.known else "")
        name = self.use.name or (self.known.name if self.known else "")
        return Known(self.use.xero_id, code, name).label

    @property
    def is_open(self) -> bool:
        """A person has to decide."""
        return self.verdict not in {Verdict.FINE, Verdict.RENAMED} and not self.is_certain
