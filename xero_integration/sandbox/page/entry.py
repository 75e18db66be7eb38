"""The front door, Xero's older deep links and the style sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from werkzeug.exceptions import NotFound
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.page import documents, frame

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

STATIC = {"sandbox.css": "text/css", "icon.svg": "image/svg+xml"}


def front(sandbox: Sandbox, request: Request) -> Response:
    """The documents of the first organisation."""
    for organisation in sandbox.world.organisations.values():
        return documents.show(sandbox, request, organisation.profile.short_code)
    raise frame.missing("The box holds no organisation.")


def old_link(sandbox: Sandbox, request: Request) -> Response:
    """``/organisationlogin/default.aspx?shortcode=…&redirecturl=/AccountsPayable/Edit.aspx…``"""
    organisation = frame.organisation_by(sandbox, request.args.get("shortcode", ""))
    query = parse_qs(urlsplit(request.args.get("redirecturl", "")).query)
    by_name = {name.lower(): values[0] for name, values in query.items()}
    found = by_name.get("invoiceid") or by_name.get("creditnoteid")
    if found is None:
        raise frame.missing(
            "The sandbox knows deep links to invoices, bills and credit notes only."
        )
    return redirect(f"{frame.home(organisation)}/invoicing/view/{found}")


def static(sandbox: Sandbox, request: Request, name: str) -> Response:
    if name not in STATIC:
        raise NotFound
    content = (html.ROOT / "static" / name).read_bytes()
    response = Response(content, mimetype=STATIC[name])
    response.headers["Cache-Control"] = "no-cache"
    return response
