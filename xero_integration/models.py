"""Façade: every model of the app, re-exported from its room."""

from __future__ import annotations

from .connections.models import ConnectAttempt, Connection, ConnectionState, Grant, GrantState
from .documents.models import (
    DealLink,
    Document,
    DocumentKind,
    DocumentLine,
    DocumentVersion,
    InvoiceDraft,
    Settlement,
    SettlementKind,
    VersionSource,
)
from .documents.status import DocumentStatus
from .linking.models import ContactLink, ItemLink
from .mapping.models import FieldMapping
from .outbox.models import Attempt, Operation, OperationState
from .reference.models import (
    Account,
    BrandingTheme,
    Contact,
    Currency,
    Item,
    ListState,
    Organisation,
    SearchTerm,
    SearchWord,
    TaxRate,
    TrackingCategory,
    TrackingOption,
)

__all__ = [
    "Account",
    "Attempt",
    "BrandingTheme",
    "ConnectAttempt",
    "Connection",
    "ConnectionState",
    "Contact",
    "ContactLink",
    "Currency",
    "DealLink",
    "Document",
    "DocumentKind",
    "DocumentLine",
    "DocumentStatus",
    "DocumentVersion",
    "FieldMapping",
    "Grant",
    "GrantState",
    "InvoiceDraft",
    "Item",
    "ItemLink",
    "ListState",
    "Operation",
    "OperationState",
    "Organisation",
    "SearchTerm",
    "SearchWord",
    "Settlement",
    "SettlementKind",
    "TaxRate",
    "TrackingCategory",
    "TrackingOption",
    "VersionSource",
]
