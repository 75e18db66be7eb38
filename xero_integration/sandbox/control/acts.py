"""``/_sandbox/act``: what an accountant does in Xero, by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from xero_integration.sandbox.accounting import acts
from xero_integration.sandbox.control.door import Unknown, arguments_of
from xero_integration.sandbox.identity import removing

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


def part_pay(sandbox: Sandbox, tenant_id: str, *, document_id: str, amount: Decimal) -> object:
    """Pay less than all that is due."""
    return acts.pay(sandbox, tenant_id, document_id=document_id, amount=amount)


ACTS: dict[str, Callable[..., object]] = {
    "approve": acts.approve,
    "submit": acts.submit,
    "pay": acts.pay,
    "part_pay": part_pay,
    "remove_payment": acts.remove_payment,
    "void": acts.void,
    "delete": acts.delete,
    "edit": acts.edit,
    "mark_sent": acts.mark_sent,
    "create_invoice": acts.create_invoice,
    "edit_contact": acts.edit_contact,
    "rename_contact": acts.rename_contact,
    "archive_contact": acts.archive_contact,
    "restore_contact": acts.restore_contact,
    "merge_contact": acts.merge_contact,
    "edit_item": acts.edit_item,
    "rename_item": acts.rename_item,
    "archive_item": acts.archive_item,
    "delete_item": acts.delete_item,
    "set_lock_dates": acts.set_lock_dates,
    "disconnect_app": removing.disconnect_app,
    "end_sign_in": removing.end_sign_in,
}


def names(sandbox: Sandbox, request: Request) -> dict[str, list[str]]:
    """Every act with the names of its arguments."""
    return {name: list(_keywords(act)) for name, act in ACTS.items()}


def act(sandbox: Sandbox, request: Request) -> object:
    """Take ``tenant``, ``act`` and the arguments of that act; answer with the changed record."""
    asked = arguments_of(request, exact=True)
    tenant_id, name = str(asked.pop("tenant", "")), str(asked.pop("act", ""))
    return perform(sandbox, tenant_id, name, asked)


def perform(sandbox: Sandbox, tenant_id: str, name: str, arguments: Mapping[str, Any]) -> object:
    """Do it, or raise a ValueError that says in Xero's words why not."""
    if tenant_id not in sandbox.world.organisations:
        raise Unknown(f"There is no organisation {tenant_id}.")
    if name not in ACTS:
        raise ValueError(f"There is no act {name!r}; known are {', '.join(ACTS)}.")
    function = ACTS[name]
    _check(name, function, arguments)
    converted = {key: _converted(key, value) for key, value in arguments.items()}
    try:
        return function(sandbox, tenant_id, **converted)
    except acts.UnknownRecordError as unknown:
        raise Unknown(str(unknown)) from unknown
    except acts.InvalidElementError as refused:
        raise ValueError(str(refused)) from refused


def _keywords(function: Callable[..., object]) -> dict[str, inspect.Parameter]:
    parameters = inspect.signature(function).parameters
    return {n: p for n, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}


def _check(name: str, function: Callable[..., object], arguments: Mapping[str, Any]) -> None:
    known = _keywords(function)
    needed = {n for n, parameter in known.items() if parameter.default is parameter.empty}
    if not needed <= set(arguments) <= set(known):
        raise ValueError(f"{name} takes {', '.join(known)} and needs {', '.join(sorted(needed))}.")


def _converted(name: str, value: object) -> object:
    """Amounts and days arrive as text from forms and as JSON from scripts."""
    try:
        if name == "amount" and value is not None:
            return Decimal(str(value))
        if name in ("day", "period", "end_of_year") and value is not None:
            return date.fromisoformat(str(value))
    except (InvalidOperation, ValueError) as error:
        raise ValueError(f"{value} is not a valid {name.replace('_', ' ')}.") from error
    return value
