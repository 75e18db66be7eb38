"""A plan as JSON: what a person is shown before anything leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from ..client import wire
from ..documents.edit_purpose import EditInvoice
from ..documents.form_session import FormSession
from ..documents.plan import Plan
from ..documents.timeline_changes import Change
from .draft_shape import pointer_of


def plan_json(session: FormSession) -> dict[str, Any]:
    """While something typed can't be read there are problems and nothing else."""
    plan = session.plan
    shown = {
        "draft": str(session.row.pk),
        "ready": plan is not None and not plan.blocked,
        "digest": digest_of(plan) if plan else "",
        "problems": problems_json(session),
        "totals": _totals(plan) if plan else None,
        "difference": _money(plan.difference) if plan and plan.difference is not None else None,
        "calls": plan.calls if plan else 0,
        "payload": _literal(plan.payload) if plan else None,
        "contact": None,
    }
    if plan and plan.contact:
        effect = plan.contact
        shown["contact"] = {
            "kind": effect.kind,
            "name": effect.name,
            "payload": _literal(effect.payload),
        }
    return shown


def edit_plan_json(session: FormSession, purpose: EditInvoice) -> dict[str, Any]:
    """As ``plan_json``, with what would change, and what has changed in Xero meanwhile."""
    plan, news = session.plan, purpose.news()
    return {
        **plan_json(session),
        "needless": plan is not None and purpose.is_needless(session, plan),
        "changes": _changes(purpose.changes(session, plan) if plan else []),
        "news": None if news is None else _changes(news),
    }


def _changes(found: Iterable[Change]) -> list[dict[str, str]]:
    return [{"label": str(one.label), "before": one.before, "after": one.after} for one in found]


def problems_json(session: FormSession) -> list[dict[str, Any]]:
    """What can't be read, else what the plan found."""
    unreadable = [
        {
            "pointer": pointer_of(name),
            "code": "unreadable",
            "message": message,
            "blocking": True,
            "fix": "",
        }
        for name, messages in session.form.errors.items()
        for message in messages
    ]
    planned = [
        {
            "pointer": pointer_of(each.field),
            "code": each.code,
            "message": each.message,
            "blocking": each.blocking,
            "fix": each.fix,
        }
        for each in session.problems
    ]
    return unreadable or planned


def digest_of(plan: Plan) -> str:
    """Names all that would be written, so that a caller can insist on it."""
    effect = plan.contact
    written = [plan.payload, effect.payload if effect else None, plan.save_as]
    return hashlib.sha256(wire.encode(written)).hexdigest()[:32]


def _totals(plan: Plan) -> dict[str, Any]:
    sums = plan.totals
    return {
        "currency": plan.currency,
        "subtotal": _money(sums.subtotal),
        "total_tax": _money(sums.total_tax),
        "total": _money(sums.total),
        "taxes": [
            {"name": each.name, "rate": str(each.rate), "amount": _money(each.tax)}
            for each in sums.taxes
        ],
        "lines": [_money(amount) for amount in sums.line_amounts],
    }


def _money(amount: Any) -> str:
    return f"{amount:.2f}"


def _literal(payload: Any) -> Any:
    """As Xero reads it; its amounts are exact in JSON, and so they stay texts here."""
    return wire.plain(wire.encode(payload))
