"""The consent page: who signs in, which organisations, allow or cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from xero_integration.sandbox import html
from xero_integration.sandbox.identity import consent
from xero_integration.sandbox.identity.authorize_request import (
    AuthorizeRefused,
    AuthorizeRequest,
    read,
)
from xero_integration.sandbox.identity.state import User, state_of

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox

CARRIED = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "acr_values",
)

ROLES = {
    "ADVISER": "May do everything",
    "STANDARD": "May do everything but see some reports",
    "READONLY": "May look; Xero refuses every change",
}


def show(sandbox: Sandbox, request: Request) -> Response:
    """Show the consent page, or Xero's error page for a request it will not take."""
    try:
        asked = read(state_of(sandbox.world), request.args)
    except AuthorizeRefused as refusal:
        return _refused(refusal)
    return _page(sandbox, request, asked)


def decide(sandbox: Sandbox, request: Request) -> Response:
    """Take the person's decision and return to the app."""
    state = state_of(sandbox.world)
    try:
        asked = read(state, request.form)
    except AuthorizeRefused as refusal:
        return _refused(refusal)
    if request.form.get("decision") != "allow":
        return _return(asked, {"error": "access_denied"})
    user = state.users.get(request.form.get("user", ""))
    tenants = [t for t in request.form.getlist("tenant") if t in sandbox.world.organisations]
    if user is None or (asked.connects and not tenants):
        return _page(sandbox, request, asked, problem="Choose who you are and an organisation.")
    if not asked.several:
        tenants = tenants[:1]
    code = consent.allow(sandbox, asked, user=user, tenant_ids=tenants if asked.connects else [])
    return _return(asked, {"code": code, "scope": " ".join(asked.scopes)})


def _return(asked: AuthorizeRequest, answer: dict[str, str]) -> Response:
    if asked.state:
        answer["state"] = asked.state
    separator = "&" if "?" in asked.redirect_uri else "?"
    response = redirect(f"{asked.redirect_uri}{separator}{urlencode(answer)}", code=302)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(refusal: AuthorizeRefused) -> Response:
    body = html.render("authorize_refused", {"error": str(refusal)})
    return html.answer(body, status=400, title="Sorry, something went wrong", kind="consent")


def _page(
    sandbox: Sandbox, request: Request, asked: AuthorizeRequest, *, problem: str = ""
) -> Response:
    state = state_of(sandbox.world)
    hidden = (
        html.render("hidden", {"name": name, "value": request.values[name]})
        for name in CARRIED
        if name in request.values
    )
    body = html.render(
        "consent",
        {
            "app": state.apps[asked.client_id].name,
            "hidden": html.join(hidden),
            "users": html.join(_choices_of_users(list(state.users.values()))),
            "organisations": _organisations(sandbox, asked),
            "scopes": html.join(Markup("<li>{}</li>").format(s) for s in asked.scopes),
            "problem": html.render("problem", {"text": problem}) if problem else "",
        },
    )
    status = 400 if problem else 200
    return html.answer(body, status=status, title="Allow access", kind="consent")


def _choices_of_users(users: list[User]) -> list[Markup]:
    return [
        html.render(
            "consent_user",
            {
                "id": user.id,
                "name": user.name,
                "email": user.email,
                "role": ROLES[user.role],
                "checked": Markup("checked") if position == 0 else "",
            },
        )
        for position, user in enumerate(users)
    ]


def _organisations(sandbox: Sandbox, asked: AuthorizeRequest) -> Markup:
    if not asked.connects:
        return Markup("")
    choices = [
        html.render(
            "consent_organisation",
            {
                "id": tenant_id,
                "name": organisation.name,
                "kind": "checkbox" if asked.several else "radio",
                "checked": Markup("checked") if position == 0 else "",
            },
        )
        for position, (tenant_id, organisation) in enumerate(sandbox.world.organisations.items())
    ]
    hint = "one or several organisations" if asked.several else "one organisation"
    return html.render("consent_organisations", {"choices": html.join(choices), "hint": hint})
