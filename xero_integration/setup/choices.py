"""The standard set-up as a list: each choice with its value and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..connections.models import Connection
from ..host.lookup import labels
from ..host.registry import all_sources
from ..mapping.config import MappingConfig
from ..mapping.options import OrganisationOptions, organisation_options
from ..mapping.targets import every_target
from ..reference import services as reference


@dataclass(frozen=True, slots=True)
class Choice:
    """``origin`` says in words why it is this; "" where all of a list come from one place."""

    label: str
    value: str
    origin: str = ""


def invoice_choices(connection: Connection, config: MappingConfig) -> Sequence[Choice]:
    """What a new invoice starts with."""
    options = organisation_options(connection)
    return [
        _account(config, options),
        _tax_rate(config, options),
        Choice(
            _("Prices and tax"),
            str(config.tax_mode.label),
            _("The usual; a deal that says otherwise is followed."),
        ),
        _theme(config, options),
        _currency(connection),
        Choice(
            _("Due date"),
            f"{config.due_date.day} {config.due_date.kind.label}",
            _("The usual; a customer with payment terms in Xero keeps those."),
        ),
        Choice(
            _("Status of a new invoice"),
            str(config.status.label),
            _("The careful one: nothing is final until somebody approves it."),
        ),
        Choice(
            _("Products"),
            str(config.item_policy.label),
            _("The careful one: sales are counted per product in Xero."),
        ),
    ]


def field_choices(config: MappingConfig) -> Iterator[Choice]:
    """Which fields of a deal fill the customer."""
    names: dict[str, str] = {}
    for source in all_sources().values():
        names = {**labels(source), **names}
    for target in every_target():
        paths = config.fields.get(target, ())
        if paths:
            shown = [names.get(path, path) for path in paths]
            yield Choice(str(target.label), _(", else ").join(shown))


def _account(config: MappingConfig, options: OrganisationOptions) -> Choice:
    offered = dict([*options.revenue_accounts, *options.other_accounts])
    return Choice(
        _("Account"),
        offered.get(config.account_id, config.account_code) or _("Xero decides"),
        _("The first active account for sales in the chart of accounts."),
    )


def _tax_rate(config: MappingConfig, options: OrganisationOptions) -> Choice:
    name = dict(options.tax_types).get(config.tax_type, config.tax_type)
    return Choice(
        _("Tax rate"), name or _("Xero decides"), _("The rate that Xero keeps with this account.")
    )


def _theme(config: MappingConfig, options: OrganisationOptions) -> Choice:
    name = dict(options.themes).get(config.branding_theme_id, "")
    return Choice(_("Branding theme"), name or _("Xero decides"), _("The first one in Xero."))


def _currency(connection: Connection) -> Choice:
    organisation = reference.organisation_of(connection)
    return Choice(
        _("Currency"),
        organisation.base_currency if organisation else "",
        _("The organisation’s own; a deal in another currency keeps that."),
    )
