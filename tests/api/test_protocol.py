"""What stands between a program and the API: browsers' checks, proxies, odd bodies."""

from __future__ import annotations

import json
import runpy
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.test import Client

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.api import urls

TOKEN = "a" * 32
PROBLEM = "application/problem+json"
KEY = {"Idempotency-Key": "one-press"}
GZIP = "django.middleware.gzip.GZipMiddleware"


@pytest.fixture
def script(api: Any, office: Office) -> Api:
    """A script of a browser's page: the session's cookie, and Django's own CSRF check."""
    browser = Client(enforce_csrf_checks=True)
    name = site.SESSION_COOKIE_NAME
    browser.cookies[name] = office.rep.cookies[name].value
    browser.cookies[site.CSRF_COOKIE_NAME] = TOKEN
    return api(browser)


def post(
    script: Api, deal: Any, body: str | bytes, kind: str = "application/json", **headers: str
) -> Any:
    """These very bytes: the test client's own ``post`` would encode them once more."""
    sent = {"X-CSRFToken": TOKEN, **headers}
    return script.browser.generic("POST", script.url("invoices", deal), body, kind, headers=sent)


def test_a_page_with_a_session_posts_with_a_key(script, office, deal):
    rep = Api(office, office.rep)
    body = json.dumps({"draft": rep.linked_draft(deal)["id"]})
    first = post(script, deal, body, **KEY)
    again = post(script, deal, body, **KEY)
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert len(office.invoices()) == 1


def test_what_another_site_made_a_browser_send_is_refused_in_our_words(script, office, deal):
    refused = post(script, deal, "{}", **{"X-CSRFToken": "b" * 32})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert refused.json()["detail"] == "The CSRF token is missing or wrong."
    assert office.invoices() == []


@pytest.mark.parametrize("charset", ["zlib", "rot13", "utf-16", "idna", "no-such", "hex"])
def test_json_is_utf_8_whatever_its_charset_says(script, deal, charset):
    refused = post(script, deal, b'{"draft": "\xc3\xa9"}', f"application/json; charset={charset}")
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["pointer"]) == (400, "/draft")


@pytest.mark.parametrize("body", [b"\xff\xfe{\x00}\x00", b"\x78\x9c", b"NaN", b"{", b"[" * 99_999])
def test_what_is_no_json_is_refused_and_breaks_nothing(script, deal, body):
    refused = post(script, deal, body, **KEY)
    assert (refused.status_code, refused.json()["code"]) == (400, "unreadable")


def test_too_large_a_body_is_refused_as_a_problem(script, deal, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    refused = post(script, deal, '{"draft": "%s"}' % ("x" * 200), **KEY)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_form_is_refused_even_when_a_middleware_has_read_it(script, office, deal, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.api.readers.reads_forms"]
    headers = {"X-CSRFToken": TOKEN, **KEY}
    refused = script.browser.post(script.url("invoices", deal), {"draft": "1"}, headers=headers)
    assert refused.status_code == 415


def test_what_was_typed_as_a_number_is_kept_as_it_was_written(api, deal):
    rep = api()
    url = rep.url("draft", deal)
    body = '{"lines": [{"description": "Oven", "quantity": 1.0, "unit_amount": 1250.50}]}'
    [line] = rep.browser.patch(url, body, "application/json").json()["lines"]
    assert (line["quantity"], line["unit_amount"]) == ("1.0", "1250.50")


def test_an_etag_holds_behind_a_proxy_that_compresses(api, deal, settings):
    settings.MIDDLEWARE = [GZIP, *settings.MIDDLEWARE]
    rep = api()
    told = rep.get("draft", deal, headers={"Accept-Encoding": "gzip"})
    tag = told.headers["ETag"]
    assert (told.headers["Content-Encoding"], tag[:2]) == ("gzip", "W/")
    for sent in (tag, f'"other", {tag}'):
        assert rep.get("draft", deal, headers={"If-None-Match": sent}).status_code == 304
    change = {"body": {"reference": "A"}, "headers": {"If-Match": tag}}
    assert rep.send("patch", "draft", deal, **change).status_code == 200
    assert rep.send("patch", "draft", deal, **change).status_code == 412


@pytest.mark.parametrize("accept", ["application/pdf", "application/json", "*/*"])
def test_a_pdf_is_given_to_who_asks_for_one(admin, deal, accept):
    body = {"draft": admin.linked_draft(deal)["id"]}
    document = admin.send("post", "invoices", deal, body=body).json()["document"]
    given = admin.get("document_pdf", deal, document, headers={"Accept": accept})
    assert (given.status_code, given.headers["Content-Type"]) == (200, "application/pdf")
    missing = admin.get("document_pdf", deal, uuid4(), headers={"Accept": accept})
    assert (missing.status_code, missing.headers["Content-Type"]) == (404, PROBLEM)


def test_who_takes_problems_only_gets_an_answer_all_the_same(api, deal):
    asked = {"Accept": PROBLEM}
    told = api().get("draft", deal, headers=asked)
    assert (told.status_code, told.headers["Content-Type"]) == (200, "application/json")
    denied = api().get("connections", headers=asked)
    assert (denied.status_code, denied.headers["Content-Type"]) == (403, PROBLEM)


def test_what_nobody_can_be_given_is_refused(api, deal):
    refused = api().get("draft", deal, headers={"Accept": "image/png"})
    assert (refused.status_code, refused.headers["Content-Type"]) == (406, PROBLEM)


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_is_a_problem_for_everybody(api, deal, client, method):
    for rest in ("nonsense/", "documents/7/", "lines/-1/item/"):
        for browser in (client, api().browser):
            refused = getattr(browser, method)(f"{api().url('deal', deal)}{rest}")
            assert (refused.status_code, refused.headers["Content-Type"]) == (404, PROBLEM)
            assert refused.json()["code"] == "not_found"


def test_django_still_adds_the_slash_that_somebody_forgot(api, deal):
    address = api().url("deal", deal)
    moved = api().browser.get(address.rstrip("/"))
    assert (moved.status_code, moved.headers["Location"]) == (301, address)


def test_the_root_of_the_api_is_a_problem_too(api, deal):
    root = api().url("operations").removesuffix("operations/")
    refused = api().browser.get(root)
    assert (refused.status_code, refused.headers["Content-Type"]) == (404, PROBLEM)


def test_where_django_adds_no_slash_an_address_without_is_a_problem(client, settings):
    settings.APPEND_SLASH = False
    read_anew = runpy.run_path(str(urls.__file__), run_name=urls.__name__)
    settings.ROOT_URLCONF = tuple(read_anew["urlpatterns"])
    refused = client.get("/deals/deal/7")
    assert (refused.status_code, refused.headers["Content-Type"]) == (404, PROBLEM)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_day_is_written_one_way_in_every_language(admin, deal, language):
    lists = [("documents", deal, "from_date"), ("operations", None, "since")]
    for name, place, day in lists:
        spoken = {"Accept-Language": language}
        refused = admin.get(name, place, data={day: "01/02/2026"}, headers=spoken)
        assert (refused.status_code, pointers(refused)) == (400, [f"/{day}"])
        assert admin.get(name, place, data={day: "2026-02-01"}, headers=spoken).status_code == 200
