"""The health as plain values for machines: times in ISO 8601 and UTC, spans in seconds."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from .health import Health, Reason


def as_json(health: Health) -> dict[str, Any]:
    return {
        "level": str(health.level),
        "checked_at": _moment(health.checked_at),
        "app": {
            "level": str(health.app.level),
            "reasons": reasons_as_json(health.app.reasons),
            **_plain(dataclasses.asdict(health.app.facts)),
            **(_plain(dataclasses.asdict(health.app.site)) if health.app.site else {}),
        },
        "connections": [
            {
                "level": str(each.level),
                "reasons": reasons_as_json(each.reasons),
                "lag": _plain(each.facts.lag),
                "overdue_polls": each.facts.overdue_polls,
                "calls": each.facts.calls,
                "received": each.facts.received,
                **_plain(dataclasses.asdict(each.facts)),
            }
            for each in health.connections
        ],
    }


def reasons_as_json(reasons: Sequence[Reason]) -> list[dict[str, str]]:
    return [
        {
            "code": reason.code,
            "level": str(reason.level),
            "sentence": reason.sentence,
            "way_out": reason.way_out,
        }
        for reason in reasons
    ]


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    return str(value) if isinstance(value, UUID) else value
