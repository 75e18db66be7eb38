"""What templates of ours and of hosts load: assets, amounts, tones and the deal panel."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.apps import apps
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..documents.status import TONES

register = template.Library()

ASSETS_MARK = "_xero_integration_assets"
KNOWN_TONES = frozenset({"neutral", "info", "success", "warning", "danger", "muted"})
MESSAGE_TONES = {"error": "danger", "debug": "muted"}


@register.simple_tag(takes_context=True)
def xero_assets(context: template.Context) -> SafeString:
    """The stylesheet and the script, once per page however many parts ask for them."""
    request = context.get("request")
    holder: dict[str, Any] = request.META if request is not None else context.render_context
    if holder.get(ASSETS_MARK):
        return SafeString("")
    holder[ASSETS_MARK] = True
    return format_html(
        '<link rel="stylesheet" href="{}" /><script src="{}" defer{}></script>',
        static("xero_integration/xero_integration.css"),
        static("xero_integration/xero_integration.js"),
        _htmx_source(),
    )


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
