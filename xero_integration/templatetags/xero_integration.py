"""What templates of ours and of hosts load: assets, amounts, tones and the deal panel."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import template
from django.apps import apps
from django.http import HttpRequest
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ..access.doors import may_enter, open_object
from ..access.permissions import Permission
from ..access.responses import strong_sign_in_url
from ..documents.badges import badges_of
from ..documents.deal_statuses import newest_documents, visible_deals
from ..documents.history_sidebar_context import sidebar_context
from ..documents.models import Document
from ..documents.panel_context import panel_context
from ..documents.status import TONES
from ..exceptions import NotAllowed, WeakSignIn, XeroIntegrationError
from ..host.records import SubjectRef
from ..host.registry import get_source
from ..outbox.refusal_view import Told, told
from ..pages import is_htmx, translated

register = template.Library()

Statuses = dict[SubjectRef, Document | None]

ASSETS_MARK = "_xero_integration_assets"
STATUSES = "_xero_integration_statuses"
KNOWN_TONES = frozenset({"neutral", "info", "success", "warning", "danger", "muted"})
MESSAGE_TONES = {"error": "danger", "debug": "muted"}


@register.simple_tag(takes_context=True)
def xero_assets(context: template.Context) -> SafeString:
    """The stylesheet and the script, once per page however many parts ask for them.

    A fragment for htmx goes into a page that has them.
    """
    request = _request(context)
    holder = request or context
    if getattr(holder, ASSETS_MARK, False) or (request and is_htmx(request)):
        return SafeString("")
    setattr(holder, ASSETS_MARK, True)
    return format_html(
        '<link rel="stylesheet" href="{}" /><script src="{}" defer{}></script>',
        static("xero_integration/xero_integration.css"),
        static("xero_integration/xero_integration.js"),
        _htmx_source(),
    )


def _request(context: template.Context) -> HttpRequest | None:
    """That of the page, also where no context processor of the project names it."""
    request = context.get("request") or getattr(context, "request", None)
    return request if isinstance(request, HttpRequest) else None


def _htmx_source() -> SafeString:
    """Where our script finds htmx when the host's page has not loaded one already."""
    if not apps.is_installed("django_htmx"):
        return SafeString("")
    return format_html(' data-htmx="{}"', static("django_htmx/htmx-2.min.js"))


@register.filter
def xero_amount(value: Decimal | int | None) -> str:
    """An amount with two places and the separators of the reader's language."""
    return "–" if value is None else str(floatformat(value, "2g"))


@register.filter
def xero_tone(value: Any) -> str:
    """The tone of a badge or alert from a tone, a document status or a message level."""
    text = str(value or "")
    tone = TONES.get(text) or MESSAGE_TONES.get(text) or text
    return tone if tone in KNOWN_TONES else "neutral"


@register.simple_tag(takes_context=True)
def xero_may(context: template.Context, permission: str) -> bool:
    """Whether to offer a settings page: ``{% xero_may "view_log" as may_see_log %}``."""
    request = _request(context)
    return request is not None and may_enter(request, Permission(permission))


@register.simple_tag(takes_context=True)
def xero_deal_panel(
    context: template.Context, source: str, obj: Any, *, link_only: bool = False
) -> SafeString:
    """The invoices of a host's record, for its page: ``{% xero_deal_panel "deal" deal %}``.

    ``link_only=True`` suits a place inside a ``<form>``. Nothing is shown for None, or to
    people who may not see documents. A failure of ours never takes the host's page down.
    """
    request = _request(context)
    if obj is None or request is None:
        return SafeString("")
    assets = xero_assets(context)
    try:
        deal = open_object(request, source, obj, Permission.VIEW)
        shown = panel_context(request, deal, link_only=link_only)
    except WeakSignIn as error:
        return assets + _notice(error, link_url=strong_sign_in_url())
    except NotAllowed:
        return SafeString("")
    except XeroIntegrationError as error:
        return assets + _notice(error)
    name = "link" if link_only else "panel"
    return assets + render_to_string(f"xero_integration/panel/{name}.html", shown, request)


@register.simple_tag(takes_context=True)
def xero_contact_sidebar(context: template.Context, source: str, obj: Any) -> SafeString:
    """A customer's history, for a host's page: ``{% xero_contact_sidebar "deal" deal %}``.

    As quiet as the deal panel: nothing for None or for people who may not see documents.
    """
    request = _request(context)
    if obj is None or request is None:
        return SafeString("")
    assets = xero_assets(context)
    try:
        deal = open_object(request, source, obj, Permission.VIEW)
        shown = sidebar_context(request, deal)
    except NotAllowed:
        return SafeString("")
    except XeroIntegrationError as error:
        return assets + _notice(error)
    return assets + render_to_string("xero_integration/history/sidebar.html", shown, request)


@register.simple_tag(takes_context=True)
def xero_statuses(context: template.Context, source: str, objects: Collection[Any]) -> SafeString:
    """Look up how all records of a list stand, so that ``xero_status`` asks nothing for each.

    ``{% xero_statuses "deal" deals %}`` before the list; it shows nothing itself.
    """
    request = _request(context)
    if request is not None:
        setattr(request, STATUSES, {**_statuses(request), **_looked_up(request, source, objects)})
    return SafeString("")


@register.simple_tag(takes_context=True)
def xero_status(context: template.Context, source: str, obj: Any) -> SafeString:
    """Badges of the newest document of a record: ``{% xero_status "deal" deal %}``.

    Nothing where there is none, or for people who may not see documents.
    """
    request = _request(context)
    if obj is None or request is None:
        return SafeString("")
    ref, known = get_source(source).ref(obj), _statuses(request)
    document = (known if ref in known else _looked_up(request, source, [obj])).get(ref)
    if document is None:
        return SafeString("")
    badges = badges_of(document, today=timezone.localdate())
    shown = {"document": document, "badges": badges}
    return xero_assets(context) + render_to_string("xero_integration/elements/status.html", shown)


def _statuses(request: HttpRequest) -> Statuses:
    found: Statuses = getattr(request, STATUSES, {})
    return found


def _looked_up(request: HttpRequest, source: str, objects: Collection[Any]) -> Statuses:
    """None for what has no document or may not be seen, so that it is not asked for again."""
    nothing: Statuses = dict.fromkeys(map(get_source(source).ref, objects))
    return {**nothing, **newest_documents(visible_deals(request, source, objects))}


def _notice(error: XeroIntegrationError, *, link_url: str = "") -> SafeString:
    context = {
        "message": translated(error),
        "link_url": link_url,
        "link_label": gettext("Set up a strong sign-in"),
    }
    return render_to_string("xero_integration/panel/notice.html", context)


@register.filter
def xero_signed(value: Decimal) -> str:
    """A difference with its sign, so that more and less can't be confused."""
    return f"{'+' if value > 0 else '−'}{xero_amount(abs(value))}"


@register.filter
def xero_origin(label: str) -> str:
    """Where a prefilled value came from, as a note below its field."""
    return gettext("From %(field)s") % {"field": label} if label else ""


@register.simple_tag(takes_context=True)
def xero_explain(context: template.Context, sentence: str, connection_id: object = "") -> Told:
    """What a refusal means and where it is mended: ``{% xero_explain line pk as told %}``."""
    return told(_request(context), sentence, connection_id)


@register.filter
def xero_translated(sentence: str) -> str:
    """A sentence that was stored in English, in the reader's language if we know it."""
    return gettext(sentence) if sentence else ""


@register.filter
def xero_range(count: int) -> range:
    return range(1, count + 1)
