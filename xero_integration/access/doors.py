"""The doors into the app: fetch, check and name the caller in one call, for every view."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from ..exceptions import NotAllowed, SignInRequired, UnknownSource, WeakSignIn
from ..host.lookup import find
from ..host.records import SubjectRef
from ..host.registry import first_source, get_source
from ..host.source import InvoiceSource
from .actors import Actor, actor_record
from .gate import sign_in_is_strong
from .permissions import Permission
from .responses import guarded

__all__ = [
    "OpenDeal",
    "Visitor",
    "enter",
    "guarded",
    "may",
    "may_enter",
    "open_deal",
    "open_object",
]


@dataclass(frozen=True, slots=True)
class OpenDeal:
    """A deal that this caller may use for what was asked."""

    source: InvoiceSource
    obj: Any
    ref: SubjectRef
    actor: Actor
    tenant: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """A caller on the settings pages."""

    actor: Actor
    tenant: str


def open_deal(request: HttpRequest, source_key: str, pk: str, permission: Permission) -> OpenDeal:
    """The deal of a URL: 404 unless visible, then ``NotAllowed`` unless permitted.

    Of NotAllowed's kinds, SignInRequired says that nobody is signed in, and WeakSignIn that the
    site asks for more than a password.
    """
    try:
        source = get_source(source_key)
    except UnknownSource as error:
        raise Http404(str(error)) from error
    _signed_in(request, source)
    obj = find(source, request, pk)
    if obj is None:
        raise Http404("No such record, or not visible to this caller")
    return open_object(request, source_key, obj, permission)


def open_object(
    request: HttpRequest, source_key: str, obj: Any, permission: Permission
) -> OpenDeal:
    """As ``open_deal`` for a record the host's page already shows."""
    source = get_source(source_key)
    user = _signed_in(request, source)
    if not source.allows(request, permission.value, obj):
        raise NotAllowed(f"{permission.codename} denied by the source")
    if not sign_in_is_strong(request):
        raise WeakSignIn()
    return OpenDeal(
        source=source,
        obj=obj,
        ref=source.ref(obj),
        actor=actor_record(user),
        tenant=source.tenant(request, obj),
    )


def enter(request: HttpRequest, permission: Permission) -> Visitor:
    """The caller of a settings page; the first source answers for the site."""
    source = first_source()
    user = _signed_in(request, source)
    if not source.allows(request, permission.value, None):
        raise NotAllowed(f"{permission.codename} denied on the settings pages")
    if not sign_in_is_strong(request):
        raise WeakSignIn()
    return Visitor(actor=actor_record(user), tenant=source.tenant(request, None))


def may(request: HttpRequest, deal: OpenDeal, permission: Permission) -> bool:
    """Whether to offer an action on an open deal; the action's own door checks again."""
    return deal.source.allows(request, permission.value, deal.obj)


def may_enter(request: HttpRequest, permission: Permission) -> bool:
    """Whether to offer a settings page; the page's own door checks again."""
    return first_source().allows(request, permission.value, None)


def _signed_in(request: HttpRequest, source: InvoiceSource) -> Any:
    user = source.actor(request)
    if user is None:
        raise SignInRequired()
    return user
