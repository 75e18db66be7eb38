"""The fields of an invoice in Xero that a host's fields can fill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..conf import conf
from ..declared import declared
from ..exceptions import ConfigurationError


class Target(models.TextChoices):
    NAME = "name", pgettext_lazy("recipient", "To")
    EMAIL = "email", _("E-mail")
    ADDRESS_LINE_1 = "address_line_1", _("Address line 1")
    ADDRESS_LINE_2 = "address_line_2", _("Address line 2")
    CITY = "city", _("City")
    REGION = "region", _("Region")
    POSTAL_CODE = "postal_code", _("Postal code")
    COUNTRY = "country", _("Country")
    TAX_NUMBER = "tax_number", _("Tax number")
    REFERENCE = "reference", _("Reference")


REQUIRED: tuple[Target, ...] = (Target.NAME,)

ADDRESS: tuple[Target, ...] = (
    Target.ADDRESS_LINE_1,
    Target.ADDRESS_LINE_2,
    Target.CITY,
    Target.REGION,
    Target.POSTAL_CODE,
    Target.COUNTRY,
)

# Xero's own limits: Contacts and Invoices of the accounting API.
MAX_LENGTH: dict[Target, int] = {
    Target.NAME: 255,
    Target.EMAIL: 255,
    Target.ADDRESS_LINE_1: 500,
    Target.ADDRESS_LINE_2: 500,
    Target.CITY: 255,
    Target.REGION: 255,
    Target.POSTAL_CODE: 50,
    Target.COUNTRY: 50,
    Target.TAX_NUMBER: 50,
    Target.REFERENCE: 255,
}

HINTS = {
    Target.NAME: _("Who the invoice is made out to."),
    Target.ADDRESS_LINE_1: _("A field with the whole address, on several lines, is enough."),
    Target.TAX_NUMBER: _("Optional. Without it the invoice is still created."),
}


class MappingTarget:
    """More that a deal's fields can fill: a subclass of the host's, named in ``MAPPING_TARGETS``.

    ``name`` is kept in the saved settings and never changes; ``label`` and ``hint`` are for the
    settings page; ``paths`` are the fields of a deal that fill it in a connection whose field
    mapping nobody has saved yet.
    """

    name: ClassVar[str]
    label: ClassVar[Any]
    hint: ClassVar[Any] = ""
    paths: ClassVar[Sequence[str]] = ()

    def fill(self, values: dict[str, Any], text: str) -> None:
        """Put the text of the deal's field into the values of the invoice form.

        ``values`` are texts by the names of the form's fields, such as ``due_date``
        (``2030-01-31``) or ``lines-0-tracking_1``: see "Fields of the invoice form" below.
        Whatever it puts there is shown, checked and can be changed like the rest.
        """
        raise NotImplementedError

    @property
    def value(self) -> str:
        """The name under which ``Target`` has it."""
        return self.name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MappingTarget) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


AnyTarget = Target | MappingTarget


def every_target() -> list[AnyTarget]:
    """Ours, then those that the host names in its settings.

    Raises ConfigurationError for one that bears a name of ours.
    """
    added = declared("MAPPING_TARGETS", conf.MAPPING_TARGETS, MappingTarget)
    for target in added:
        if target.name in Target.values:
            raise ConfigurationError(f'MAPPING_TARGETS: the name "{target.name}" is taken')
    return [*Target, *added]


def hint_of(target: AnyTarget) -> Any:
    """What the settings page says below the field, "" for nothing."""
    return target.hint if isinstance(target, MappingTarget) else HINTS.get(target, "")
