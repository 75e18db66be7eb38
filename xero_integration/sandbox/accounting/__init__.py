"""The accounting half: organisations, contacts, items, invoices and payments over HTTP."""

from __future__ import annotations

from werkzeug.routing import Rule

from . import (
    accounts,
    attachments,
    credit_notes,
    history,
    invoices,
    items,
    organisation,
    payments,
    reference,
    tax_rates,
    tracking,
)
from .contacts import views as contacts

ROUTES: list[Rule] = [
    rule
    for part in (
        organisation,
        accounts,
        tax_rates,
        reference,
        tracking,
        contacts,
        items,
        invoices,
        credit_notes,
        payments,
        history,
        attachments,
    )
    for rule in part.ROUTES
]
