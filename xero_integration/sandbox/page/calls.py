"""The latest API calls, the clock, and who is connected and subscribed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.identity.state import state_of
from xero_integration.sandbox.page import formats, frame, listing
from xero_integration.sandbox.page.forms import Field, act_form
from xero_integration.sandbox.webhooks import webhooks_of

if TYPE_CHECKING:
    from xero_integration.sandbox.accounting.records import Organisation
    from xero_integration.sandbox.app import Sandbox
    from xero_integration.sandbox.log import Call

SHOWN = 100
ENDINGS = {"disconnect_app": "Disconnect", "end_sign_in": "End the sign-in"}
STEPS = {"60": "One minute", "3600": "One hour", "86400": "One day", "604800": "One week"}


def show(sandbox: Sandbox, request: Request, shortcode: str) -> Response:
    organisation = frame.organisation_by(sandbox, shortcode)
    latest = list(sandbox.log)[-SHOWN:]
    rows = html.join(_row(call) for call in reversed(latest))
    home = frame.home(organisation)
    values = {
        "home": home,
        "rows": listing.rows_or_hint(rows, 4, "No app has called yet."),
        "now": formats.moment(sandbox.clock.now()),
        "frozen": " (stopped)" if sandbox.clock.is_frozen else "",
        "clock": _clock_form(home),
        "connections": _connections(sandbox, organisation),
        "webhooks": _webhooks(sandbox),
    }
    body = html.render("calls", values)
    return frame.framed(sandbox, request, organisation, tab="calls", title="API calls", body=body)


def _row(call: Call) -> Markup:
    path = f"{call.path}?{call.query}" if call.query else call.path
    return html.render(
        "call_row",
        {
            "time": call.at.strftime("%H:%M:%S"),
            "method": call.method,
            "path": path,
            "status": call.status if call.status is not None else "no answer",
            "key": call.idempotency_key,
        },
    )


def _clock_form(home: str) -> Markup:
    steps = [Field("seconds", "Let time pass", choices=STEPS)]
    return act_form(
        f"{home}/act", "advance_clock", "Advance", subject="", back=f"{home}/calls", fields=steps
    )


def _connections(sandbox: Sandbox, organisation: Organisation) -> Markup:
    state = state_of(sandbox.world)
    home = frame.home(organisation)
    lines = [
        Markup("<li><strong>{}</strong> by {}{}{}</li>").format(
            state.apps[each.client_id].name,
            state.users[each.user_id].name,
            formats.moment(each.updated),
            html.join(_ending(home, act, label, each.id) for act, label in ENDINGS.items()),
        )
        for each in state.connections.values()
        if each.active and each.tenant_id == organisation.tenant_id
    ]
    return html.join(lines or [Markup("<li class='quiet'>No app is connected.</li>")])


def _ending(home: str, act: str, label: str, connection_id: str) -> Markup:
    return act_form(f"{home}/act", act, label, subject=connection_id, back=f"{home}/calls")


def _webhooks(sandbox: Sandbox) -> Markup:
    lines = [
        Markup("<li><code>{}</code><br>{}, {} waiting, {} posts made</li>").format(
            each.url, each.status.capitalize(), len(each.queue), len(each.deliveries)
        )
        for each in webhooks_of(sandbox.world).subscriptions.values()
    ]
    return html.join(lines or [Markup("<li class='quiet'>No app listens.</li>")])
