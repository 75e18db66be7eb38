"""The settings of a connection as one typed, immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .choices import DueDateKind, ItemPolicy, StatusOnSave, TaxMode
from .targets import AnyTarget, every_target

MAX_DAYS = 366
MAX_SLOTS = 8
"""Paths that are tried for one target."""


@dataclass(frozen=True, slots=True)
class DueDateRule:
    """``day`` is a number of days, or a day of the month, as ``kind`` says."""

    kind: DueDateKind = DueDateKind.DAYS_AFTER_BILL_DATE
    day: int = 14

    @property
    def is_valid(self) -> bool:
        return 1 <= self.day <= 31 if self.kind.is_day_of_month else 0 <= self.day <= MAX_DAYS


@dataclass(frozen=True, slots=True)
class MappingConfig:
    """``fields``: target → paths, tried in order. ``tax_types``: host tax key → Xero tax type.

    The account is kept by its id, which never changes, and by its code, which invoices carry.
    """

    fields: Mapping[AnyTarget, tuple[str, ...]] = field(default_factory=dict)
    due_date: DueDateRule = DueDateRule()
    tax_mode: TaxMode = TaxMode.EXCLUSIVE
    account_id: str = ""
    account_code: str = ""
    tax_type: str = ""
    branding_theme_id: str = ""
    status: StatusOnSave = StatusOnSave.DRAFT
    item_policy: ItemPolicy = ItemPolicy.MUST_LINK
    tax_types: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> tuple[str, ...]:
        """Every mapped path once, in order: what has to be read from a deal."""
        return tuple(dict.fromkeys(path for paths in self.fields.values() for path in paths))

    def to_json(self) -> dict[str, Any]:
        return {
            "fields": {target.value: list(paths) for target, paths in self.fields.items()},
            "due_date": {"kind": self.due_date.kind.value, "day": self.due_date.day},
            "tax_mode": self.tax_mode.value,
            "account": {"id": self.account_id, "code": self.account_code},
            "tax_type": self.tax_type,
            "branding_theme_id": self.branding_theme_id,
            "status": self.status.value,
            "item_policy": self.item_policy.value,
            "tax_types": dict(self.tax_types),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> MappingConfig:
        """Read a stored revision; one saved by an older release lacks newer keys."""
        due, account = stored.get("due_date", {}), stored.get("account", {})
        return cls(
            fields=_fields(stored.get("fields", {})),
            due_date=DueDateRule(
                DueDateKind(due.get("kind", DueDateKind.DAYS_AFTER_BILL_DATE)), due.get("day", 14)
            ),
            tax_mode=TaxMode(stored.get("tax_mode", TaxMode.EXCLUSIVE)),
            account_id=account.get("id", ""),
            account_code=account.get("code", ""),
            tax_type=stored.get("tax_type", ""),
            branding_theme_id=stored.get("branding_theme_id", ""),
            status=StatusOnSave(stored.get("status", StatusOnSave.DRAFT)),
            item_policy=ItemPolicy(stored.get("item_policy", ItemPolicy.MUST_LINK)),
            tax_types=dict(stored.get("tax_types", {})),
        )


def _fields(stored: Mapping[str, list[str]]) -> dict[AnyTarget, tuple[str, ...]]:
    known = {target.value: target for target in every_target()}
    return {known[key]: tuple(paths) for key, paths in stored.items() if key in known}
