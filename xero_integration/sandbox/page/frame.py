"""The frame around every page: organisations, tabs, clock and what the last act brought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.page import formats

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Organisation
    from xero_integration.sandbox.app import Sandbox

TABS = {
    "documents": "Documents",
    "contacts": "Contacts",
    "items": "Items",
    "calls": "API calls",
}


def organisation_by(sandbox: Sandbox, shortcode: str) -> Organisation:
    for organisation in sandbox.world.organisations.values():
        if organisation.profile.short_code.lower() == shortcode.lower():
            return organisation
    raise missing("There is no organisation with this short code.")


def missing(text: str) -> NotFound:
    """A page that says what was not found."""
    body = html.render("missing", {"title": "Nothing here", "text": text})
    return NotFound(response=html.answer(body, status=404, title="Nothing here", kind="consent"))


def home(organisation: Organisation) -> str:
    return f"/app/{organisation.profile.short_code}"


def framed(
    sandbox: Sandbox,
    request: Request,
    organisation: Organisation,
    *,
    tab: str,
    title: str,
    body: Markup,
) -> Response:
    """Put a body into the frame."""
    top = html.render(
        "frame",
        {
            "organisations": html.join(
                _link(f"{home(each)}/{tab}", each.name, current=each is organisation)
                for each in sandbox.world.organisations.values()
            ),
            "tabs": html.join(
                Markup("<li>{}</li>").format(
                    _link(f"{home(organisation)}/{name}", label, current=name == tab)
                )
                for name, label in TABS.items()
            ),
            "now": formats.moment(sandbox.clock.now()),
            "frozen": " (stopped)" if sandbox.clock.is_frozen else "",
            "message": _message(request),
            "body": body,
        },
    )
    return html.answer(top, title=title, kind="books")


def _link(address: str, label: str, *, current: bool) -> Markup:
    mark = Markup(' aria-current="page"') if current else ""
    return Markup('<a href="{}"{}>{}</a>').format(address, mark, label)


def _message(request: Request) -> Markup | str:
    if "problem" in request.args:
        return html.render("problem", {"text": request.args["problem"]})
    if "done" in request.args:
        return html.render("notice", {"text": request.args["done"]})
    return ""
