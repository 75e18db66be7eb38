"""What each button of the invoice form does to the session; creating is the view's own.

A button's value is ``name`` or ``name:argument[:argument]``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..outbox import services as outbox
from .form_lines import add_line, move_line, remove_line
from .form_picks import (
    create_contact,
    pick_contact,
    pick_item,
    search_contact,
    search_item,
    unlink_contact,
    unlink_item,
)
from .form_session import FormSession
from .form_values import LINES_PER_PAGE, line_total, name_of, page_count, page_of

Action = Callable[[FormSession, list[str]], None]


def act(session: FormSession, action: str) -> None:
    """Do what the pressed button says; an unknown or stale one changes nothing."""
    name, *arguments = action.split(":")
    ACTIONS.get(name, _nothing)(session, arguments)


def _nothing(session: FormSession, arguments: list[str]) -> None:
    """Saving the values, which has happened already, is all."""


def _add(session: FormSession, arguments: list[str]) -> None:
    values, index = add_line(session.values)
    session.keep(values)
    _show_line(session, index)


def _remove(session: FormSession, arguments: list[str]) -> None:
    index = session.line_index(arguments)
    if index is not None:
        values, neighbour = remove_line(session.values, index)
        session.keep(values)
        _show_line(session, neighbour)


def _move(by: int) -> Action:
    def moved(session: FormSession, arguments: list[str]) -> None:
        index = session.line_index(arguments)
        if index is not None:
            values, target = move_line(session.values, index, by)
            session.keep(values)
            _show_line(session, target)

    return moved


def _show_line(session: FormSession, index: int) -> None:
    session.page = page_of(index)
    session.focus = name_of(index, "description")


def _show_page(session: FormSession, arguments: list[str]) -> None:
    text = arguments[0] if arguments else "1"
    wanted = int(text) if text.isascii() and text.isdigit() else 1
    session.page = min(max(wanted, 1), page_count(line_total(session.values)))
    session.focus = name_of((session.page - 1) * LINES_PER_PAGE, "description")


def _restart(session: FormSession, arguments: list[str]) -> None:
    session.purpose.restart(session)
    session.reload()


def _overwrite(session: FormSession, arguments: list[str]) -> None:
    session.purpose.overwrite(session)
    session.reload()


def _give_up(session: FormSession, arguments: list[str]) -> None:
    """Take back what waits and was never sent; the draft can be changed again."""
    operation = session.row.operation
    if operation is not None:
        for each in filter(None, (operation, operation.depends_on)):
            outbox.cancel(each)
        operation.refresh_from_db()


ACTIONS: Mapping[str, Action] = {
    "refresh": _nothing,
    "restart": _restart,
    "overwrite": _overwrite,
    "give_up": _give_up,
    "add_line": _add,
    "remove_line": _remove,
    "move_up": _move(-1),
    "move_down": _move(1),
    "page": _show_page,
    "search_contact": search_contact,
    "pick_contact": pick_contact,
    "create_contact": create_contact,
    "unlink_contact": unlink_contact,
    "search_item": search_item,
    "pick_item": pick_item,
    "unlink_item": unlink_item,
}
