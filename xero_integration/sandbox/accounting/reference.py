"""Small reference lists: branding themes, currencies and users."""

from __future__ import annotations

from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from . import batch
from .call import Call, api
from .records import BrandingTheme, User
from .refusals import InvalidElementError, not_found
from .simple_list import list_all
from .where import Fields
from .wire import Json, present, stamp

READ, WRITE = "accounting.settings.read", "accounting.settings"
CURRENCY_NAMES = {
    "NZD": "New Zealand Dollar",
    "AUD": "Australian Dollar",
    "USD": "United States Dollar",
    "GBP": "British Pound",
    "EUR": "Euro",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "JPY": "Japanese Yen",
    "SGD": "Singapore Dollar",
}
THEME_FIELDS = Fields(
    "BrandingTheme",
    {
        "BrandingThemeID": lambda row: row.theme_id,
        "Name": lambda row: row.name,
        "SortOrder": lambda row: row.sort_order,
    },
)
CURRENCY_FIELDS = Fields(
    "Currency", {"Code": lambda row: row[0], "Description": lambda row: row[1]}
)
USER_FIELDS = Fields(
    "User",
    {
        "UserID": lambda row: row.user_id,
        "EmailAddress": lambda row: row.email,
        "OrganisationRole": lambda row: row.role,
        "IsSubscriber": lambda row: row.is_subscriber,
    },
)


@api(READ)
def list_themes(call: Call) -> Response:
    rows = sorted(call.organisation.themes.values(), key=lambda row: row.sort_order)
    return list_all(call, "BrandingThemes", rows, fields=THEME_FIELDS, render=render_theme)


@api(READ)
def get_theme(call: Call, theme_id: str) -> Response:
    theme = call.organisation.themes.get(theme_id.lower()) or not_found()
    return call.envelope("BrandingThemes", [render_theme(theme)])


@api(READ)
def list_currencies(call: Call) -> Response:
    rows = list(call.organisation.currencies.items())
    return list_all(
        call, "Currencies", rows, fields=CURRENCY_FIELDS, render=lambda row: render_currency(*row)
    )


@api(WRITE)
def add_currency(call: Call) -> Response:
    items = batch.elements(call, "Currencies")
    return batch.run(call, batch.CURRENCIES, items, lambda element: _add_currency(call, element))


def _add_currency(call: Call, element: Json) -> batch.Written:
    code = str(element.get("Code", "")).upper()
    if code not in CURRENCY_NAMES:
        raise InvalidElementError("Currency code is not valid")
    call.organisation.currencies[code] = CURRENCY_NAMES[code]
    return batch.Written(render_currency(code, CURRENCY_NAMES[code]))


@api(READ)
def list_users(call: Call) -> Response:
    rows = call.organisation.users.values()
    return list_all(call, "Users", rows, fields=USER_FIELDS, render=render_user)


@api(READ)
def get_user(call: Call, user_id: str) -> Response:
    user = call.organisation.users.get(user_id.lower()) or not_found()
    return call.envelope("Users", [render_user(user)])


def render_theme(theme: BrandingTheme) -> Json:
    return present(
        {
            "BrandingThemeID": theme.theme_id,
            "Name": theme.name,
            "LogoUrl": theme.logo_url or None,
            "Type": "INVOICE",
            "SortOrder": theme.sort_order,
            "CreatedDateUTC": stamp(theme.created),
        }
    )


def render_currency(code: str, description: str) -> Json:
    return {"Code": code, "Description": description}


def render_user(user: User) -> Json:
    return present(
        {
            "UserID": user.user_id,
            "EmailAddress": user.email,
            "FirstName": user.first_name,
            "LastName": user.last_name,
            "UpdatedDateUTC": stamp(user.updated) if user.updated else None,
            "IsSubscriber": user.is_subscriber,
            "OrganisationRole": user.role,
        }
    )


ROUTES = [
    Rule("/api.xro/2.0/BrandingThemes", endpoint=list_themes, methods=["GET"]),
    Rule("/api.xro/2.0/BrandingThemes/<theme_id>", endpoint=get_theme, methods=["GET"]),
    Rule("/api.xro/2.0/Currencies", endpoint=list_currencies, methods=["GET"]),
    Rule("/api.xro/2.0/Currencies", endpoint=add_currency, methods=["PUT"]),
    Rule("/api.xro/2.0/Users", endpoint=list_users, methods=["GET"]),
    Rule("/api.xro/2.0/Users/<user_id>", endpoint=get_user, methods=["GET"]),
]
