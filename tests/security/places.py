"""Where a secret could come to light, each as text to search."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection as database
from django.test import Client
from django.urls import reverse

from xero_integration.api import urls as api_urls
from xero_integration.connections import xero
from xero_integration.connections.grants import open_tokens
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.session import client_for
from xero_integration.models import Document, Operation

APP = "xero_integration"


def watch(browser: Client, pages: list[tuple[str, str]]) -> Client:
    """Keep what this person is shown: body and headers, of every answer, JSON or HTML."""
    ask = browser.request

    def asked(**request: Any) -> Any:
        answer = ask(**request)
        body = b"".join(answer) if answer.streaming else answer.content
        pages.append((request["PATH_INFO"], f"{dict(answer.headers)} {body.decode('latin-1')}"))
        return answer

    browser.request = asked  # type: ignore[method-assign]  # this one browser is overheard
    return browser


def rows() -> Iterator[tuple[str, str]]:
    """Every row of every table, the host's and the queue's included, as the database holds it."""
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {database.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield f"table {table}", " ".join(_plain(value) for value in row)


def _plain(value: Any) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else repr(value)


def queued() -> Iterator[tuple[str, str]]:
    """What lies in django-q2's tables, unpacked as its worker does, and what sessions hold."""
    for row in apps.get_model("django_q", "OrmQ").objects.all():
        yield "queue", f"{row.task!r} {row.payload}"
    engine = import_module(settings.SESSION_ENGINE)
    for session in apps.get_model("sessions", "Session").objects.all():
        yield "session", repr(engine.SessionStore(session.session_key).load())


def representations() -> Iterator[tuple[str, str]]:
    """What debuggers, error reports and audit logs copy of our objects."""
    for model in apps.get_app_config(APP).get_models():
        for row in model._default_manager.all():
            yield model.__name__, f"{row} {row!r} {vars(row)!r}"
    client = client_for(Connection.objects.get())
    tokens = open_tokens(Grant.objects.get().token_set)
    for each in (client, *vars(client).values(), tokens, xero.oauth_config()):
        yield type(each).__name__, f"{each} {each!r}"


def our_pages(connection: Connection, deal_pages: list[str]) -> list[str]:
    """The pages of an administrator."""
    own = [reverse(f"{APP}:{name}") for name in ("connections", "activity", "sync_health")]
    own += [
        reverse(f"{APP}:{name}", args=[connection.pk])
        for name in ("connection", "disconnect", "mapping", "defaults", "lists")
    ]
    own += [reverse(f"{APP}:operation", args=[each.pk]) for each in Operation.objects.all()]
    return [*own, reverse(f"{APP}:sync_health_json"), *deal_pages]


def django_admin_pages() -> list[str]:
    """Lists and single rows of all that the app shows in Django's admin; none without it."""
    if not apps.is_installed("django.contrib.admin"):
        return []
    pages = []
    for model in (Connection, Document, Operation):
        name = f"admin:{APP}_{model._meta.model_name}"
        pages.append(reverse(f"{name}_changelist"))
        pages += [reverse(f"{name}_change", args=[row.pk]) for row in model._default_manager.all()]
    return pages


def api_addresses(known: dict[str, Any]) -> list[str]:
    """Every address of the REST API whose parts are known, by the names of the parts."""
    found = []
    for pattern in (each for each in api_urls.urlpatterns if each.name != "unknown"):
        parts = {name: known[name] for name in pattern.pattern.converters if name in known}
        if len(parts) == len(pattern.pattern.converters):
            found.append(reverse(f"xero_integration_api:{pattern.name}", kwargs=parts))
    return found
