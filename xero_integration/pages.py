"""Renders the app's pages inside the host's layout, and answers errors the way they were asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from html import unescape
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import (
    Context,
    Template,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    engines,
)
from django.template.backends.django import DjangoTemplates
from django.template.base import FilterExpression, Node
from django.template.loader import render_to_string
from django.template.loader_tags import BlockNode, ExtendsNode
from django.urls import NoReverseMatch, reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import strip_tags
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from .conf import conf
from .exceptions import ConfigurationError, XeroIntegrationError

OWN_BASE = "xero_integration/base.html"
HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.S)

TITLE = "{%% block title %%}{{ xi_title }}{%% endblock %%}"
"""Fills nothing where the layout has no such block."""

# A block's name can't be a variable, so the frame is compiled from the settings. A host's
# layout does not load our stylesheet and script; ours does.
FRAME = "{%% extends xi_base %%}" + TITLE + "{%% block %s %%}{{ xi_content }}{%% endblock %%}"
HOST_FRAME = (
    "{%% extends xi_base %%}{%% load xero_integration %%}" + TITLE + "{%% block %s %%}"
    '{%% xero_assets %%}<div class="xi">{{ xi_content }}</div>{%% endblock %%}'
)


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The fragment ``template`` in the host's layout; the bare fragment for htmx."""
    values = {"request": request, **(context or {})}
    content = render_to_string(template, values, request=request)
    if is_htmx(request):
        return HttpResponse(content, status=status)
    framed = {
        **values,
        "xi_content": content,
        "xi_title": _heading(content) or gettext("Invoicing with Xero"),
        "xi_base": conf.BASE_TEMPLATE,
    }
    return HttpResponse(_frame().render(framed, request), status=status)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller prefers JSON to HTML, by its Accept header or by what it sends."""
    if request.content_type == "application/json":
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def safe_next(request: HttpRequest) -> str:
    """The ``next`` of the request when it stays on this host, else ""."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if stays_here(request, target) else ""


def stays_here(request: HttpRequest, target: str) -> bool:
    """Whether an address leads to a page of the host that was asked."""
    return url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


def redirect_back(request: HttpRequest, fallback: str) -> HttpResponse:
    """Go to ``next`` or to ``fallback``; htmx would swap a redirect in place, so it is told."""
    return redirect(request, safe_next(request) or fallback or "/")


def page_url(name: str, *parts: object) -> str:
    """Address of a page of ours; "" where a host mounts the REST API and no pages."""
    with suppress(NoReverseMatch):
        return reverse(f"xero_integration:{name}", args=parts)
    return ""


def redirect(request: HttpRequest, url: str) -> HttpResponse:
    if is_htmx(request):
        # A header takes no line break and no letter beyond ASCII; Django writes Location alike.
        return HttpResponse(headers={"HX-Redirect": iri_to_uri(url)})
    return HttpResponseRedirect(url)


def translated(error: XeroIntegrationError) -> str:
    return gettext(error.user_message) % error.params


def error_response(
    request: HttpRequest,
    error: XeroIntegrationError,
    *,
    status: int,
    link_url: str = "",
    link_label: str = "",
) -> HttpResponse:
    """The error as a page, a fragment or JSON; ``link_*`` lead to what repairs it."""
    message, details = translated(error), list(getattr(error, "messages", ()))
    if wants_json(request):
        body: dict[str, Any] = {"code": error.code, "message": message}
        return JsonResponse(body | ({"detail": details} if details else {}), status=status)
    context = {
        "code": error.code,
        "message": message,
        "details": details,
        "link_url": link_url,
        "link_label": link_label,
        "back_url": safe_next(request),
    }
    return render_page(request, "xero_integration/errors/error.html", context, status=status)


def ensure_frame() -> None:
    """Raise ConfigurationError unless the pages have a template and a block of it to stand in."""
    name, block = conf.BASE_TEMPLATE, conf.CONTENT_BLOCK
    try:
        template = _engine().get_template(name).template
        found = _has_block(template, block)
    except TemplateDoesNotExist as error:
        raise ConfigurationError(f'BASE_TEMPLATE: there is no template "{error}".') from error
    except TemplateSyntaxError as error:
        raise ConfigurationError(f'BASE_TEMPLATE: "{name}" can\'t be read: {error}') from error
    if not found:
        raise ConfigurationError(f'CONTENT_BLOCK: "{name}" has no block "{block}".')


def _has_block(template: Template, name: str) -> bool:
    """Also in what it extends; a parent that is known on rendering only may have any block."""
    nodes = template.nodelist.get_nodes_by_type(Node)
    if any(isinstance(node, BlockNode) and node.name == name for node in nodes):
        return True
    for child in (node for node in nodes if isinstance(node, ExtendsNode)):
        asked = child.parent_name
        parent = asked.resolve(Context(), True) if isinstance(asked, FilterExpression) else None
        return not parent or _has_block(template.engine.get_template(parent), name)
    return False


def _heading(content: str) -> str:
    """The text of the page's heading, for the browser's tab and for who hears pages by name."""
    found = HEADING.search(content)
    return " ".join(unescape(strip_tags(found[1])).split()) if found else ""


def _frame() -> Any:
    block = conf.CONTENT_BLOCK
    if not block.isidentifier():
        raise ConfigurationError(f'CONTENT_BLOCK: "{block}" is not the name of a block')
    frame = FRAME if conf.BASE_TEMPLATE == OWN_BASE else HOST_FRAME
    return _engine().from_string(frame % block)


def _engine() -> DjangoTemplates:
    engine = next((one for one in engines.all() if isinstance(one, DjangoTemplates)), None)
    if engine is None:
        raise ConfigurationError("TEMPLATES needs a DjangoTemplates engine")
    return engine


__all__ = [
    "ensure_frame",
    "error_response",
    "is_htmx",
    "page_url",
    "redirect",
    "redirect_back",
    "render_page",
    "safe_next",
    "translated",
    "wants_json",
]
