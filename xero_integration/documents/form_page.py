"""What the templates of the invoice form show, computed from the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..access.doors import may_enter
from ..access.permissions import Permission
from ..linking import services as linking
from ..linking.contact_payload import FieldChange, changes
from . import aids
from .form_line import LineForm
from .form_links import Search, contact_history, contact_state, item_state
from .form_session import FormSession
from .form_values import EDITED, LINES_PER_PAGE, all_lines, page_count
from .plan import Plan, wanted_contact
from .problems import Problem


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as the template shows it; ``amount`` is Xero's, None while it is unknown."""

    form: LineForm
    number: int
    item: dict[str, Any]
    amount: Decimal | None
    search: Search | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with the id of the field that it leads to, and what is proposed about it.

    ``fix_url`` is for those who may open it; the others read whom to ask in ``fix_words``.
    """

    message: str
    target: str
    blocking: bool
    fix_url: str = ""
    fix_words: str = ""
    proposal_url: str = ""


def page_context(session: FormSession) -> dict[str, Any]:
    """Everything of the whole form. Searches and rights are looked up before, not here."""
    plan = session.plan
    if session.shown_problems:
        session.form.show(session.problems)
    if session.focus:
        session.form.focus(session.focus)
    return {
        "form": session.form,
        "head": session.form.head,
        "origins": _origins(session),
        "contact_history": contact_history(session.connection, session.values, session.book),
        "contact_search": session.search if session.search.target == "contact" else None,
        "lines": _lines(session, plan),
        "line_count": len(session.form.lines),
        "pages": page_count(len(session.form.lines)),
        "title": session.deal.source.title_of(session.deal.obj),
        "operation": session.row.operation,
        **plan_context(session),
    }


def plan_context(session: FormSession) -> dict[str, Any]:
    """Everything of the plan's pane, which is also shown by itself while a person types."""
    plan = session.plan
    return {
        "session": session,
        "words": session.purpose.words,
        "plan": plan,
        "contact": contact_state(session.values, session.book),
        "amounts": _amounts(session, plan),
        "findings": findings(session),
        "contact_changes": contact_changes(session),
        "create_label": create_label(session, plan),
        **session.purpose.context(session, plan),
    }


def findings(session: FormSession) -> list[Finding]:
    """What can't be read, else what the plan found, blocking ones first."""
    unreadable = [
        Finding(_located(session, name, message), _dom_id(session, name), blocking=True)
        for name, messages in session.form.errors.items()
        for message in messages
    ]
    proposed = _proposals(session)
    planned = [
        Finding(
            problem.message,
            _dom_id(session, problem.field),
            problem.blocking,
            **_way_out(session, problem),
            proposal_url=proposed.get(problem.about, ""),
        )
        for problem in session.problems
    ]
    return unreadable or sorted(planned, key=lambda finding: not finding.blocking)


def _way_out(session: FormSession, problem: Problem) -> dict[str, str]:
    """Everything that is not mended on the form is mended on the pages of connections."""
    if not problem.fix:
        return {}
    if may_enter(session.request, Permission.MANAGE_CONNECTION):
        return {"fix_url": reverse(f"xero_integration:{problem.fix}")}
    return {} if problem.complete else {"fix_words": _("Ask an administrator.")}


def _proposals(session: FormSession) -> Mapping[str, str]:
    """Only for those who may decide on them."""
    names = {problem.about for problem in session.problems} - {""}
    if not names or not may_enter(session.request, Permission.MANAGE_MAPPING):
        return {}
    return aids.proposals(session.connection, names)


def _located(session: FormSession, name: str, message: str) -> str:
    """Away from its field a message has to say which field it means."""
    label = session.form.label_of(name)
    located = {"field": label, "message": message}
    return _("%(field)s: %(message)s") % located if label else message


def contact_changes(session: FormSession) -> Sequence[FieldChange]:
    """What "update in Xero" would change, whether it is on or off."""
    contact = session.book.contact
    if contact is None or not session.form.head.is_valid():
        return ()
    customer = session.form.head.customer(str(session.values.get("party_key") or ""))
    return tuple(changes(contact, wanted_contact(customer)))


def create_label(session: FormSession, plan: Plan | None) -> str:
    """Only what the button does; the amount stands beside it."""
    chosen = plan.save_as if plan else str(session.values.get("save_as") or "")
    words = session.purpose.words
    return str(words.buttons.get(chosen, words.button))


def _origins(session: FormSession) -> dict[str, str]:
    """Where each prefilled value came from, unless a person has changed it since."""
    edited = set(session.values.get(EDITED) or ())
    origins: dict[str, str] = session.values.get("origins") or {}
    return {name: label for name, label in origins.items() if name not in edited}


def _shown(session: FormSession) -> list[LineForm]:
    first = (session.page - 1) * LINES_PER_PAGE
    return session.form.lines[first : first + LINES_PER_PAGE]


def _lines(session: FormSession, plan: Plan | None) -> list[LineView]:
    amounts = plan.line_totals if plan else {}
    linked = [line for line in all_lines(session.values) if line["item_id"]]
    keys = {line["product_key"] for line in linked} - {""}
    notes = linking.item_notes(session.connection, keys, session.book.items)
    return [
        LineView(
            form=line,
            number=line.index + 1,
            item=item_state(line, session.book, notes),
            amount=amounts.get(line.index),
            search=session.search if session.search.target == str(line.index) else None,
        )
        for line in _shown(session)
    ]


def _amounts(session: FormSession, plan: Plan | None) -> dict[int, Decimal | None]:
    amounts = plan.line_totals if plan else {}
    return {line.index: amounts.get(line.index) for line in _shown(session)}


def _dom_id(session: FormSession, name: str) -> str:
    """The element a problem leads to; hidden fields lead to the block that shows them."""
    if name == "contact_id":
        return "xi-contact"
    if name.endswith("-item_id"):
        return name.replace("-item_id", "-item").replace("lines-", "xi-line-")
    if name.startswith("lines") and not name.partition("-")[2]:
        return "xi-add-line"
    return f"id_{name}" if name else ""
