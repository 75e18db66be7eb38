"""What the CRM's templates need: money, initials, and the demo's sign-in hint."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.cache import cache

from ..people import PEOPLE, DemoPerson

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    return str(intcomma(f"{amount:.2f}"))


@register.filter
def percent(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


@register.filter
def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


@register.simple_tag
def demo_people() -> tuple[DemoPerson, ...]:
    return PEOPLE if settings.DEMO else ()


@register.simple_tag
def demo_code(user: Any) -> str:
    """The code that the authenticator app of a demo user would show now; "" outside a demo.

    allauth takes each code once, so right after a sign-in the next period's code is shown.
    """
    if not settings.DEMO or user is None:
        return ""
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if totp is None:
        return ""
    secret = get_adapter().decrypt(totp.data["secret"])
    period = int(time.time()) // app_settings.TOTP_PERIOD
    codes = [format_hotp_value(hotp_value(secret, period + step)) for step in (0, 1, -1)]
    used = (f"allauth.mfa.totp.used?user={user.pk}&code={code}" for code in codes)
    fresh = [code for code, key in zip(codes, used, strict=True) if not cache.get(key)]
    return str((fresh or codes)[0])
