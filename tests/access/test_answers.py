"""Pages inside the host's layout, fragments for htmx, and safe ways back (rows 15 and 24)."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest

from xero_integration.exceptions import ConfigurationError, NotAllowed
from xero_integration.models import Connection
from xero_integration.pages import (
    OWN_BASE,
    error_response,
    redirect_back,
    render_page,
    wants_json,
)

SendAs = Callable[..., HttpRequest]
INNER = "xero_integration/errors/error.html"
ASKING = "xero_integration/connections/disconnect.html"


def use(settings: Any, **changed: Any) -> None:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, **changed}


def page_of(request: HttpRequest) -> str:
    return render_page(request, INNER, {"message": "<b>Stop</b>"}).content.decode()


@pytest.mark.contract(19)
def test_a_page_stands_alone_by_default(request_as: SendAs, settings: Any) -> None:
    use(settings, BASE_TEMPLATE="xero_integration/base.html", CONTENT_BLOCK="content")
    page = page_of(request_as("rep"))
    assert page.count("<html") == 1
    assert "xero_integration.css" in page


@pytest.mark.contract(19)
def test_a_page_stands_in_the_block_of_the_hosts_layout(
    request_as: SendAs, settings: Any, tmp_path: Any
) -> None:
    (tmp_path / "layout.html").write_text("<html><nav>Shop</nav>{% block middle %}{% endblock %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    use(settings, BASE_TEMPLATE="layout.html", CONTENT_BLOCK="middle")
    page = page_of(request_as("rep"))
    assert page.index("<nav>Shop</nav>") < page.index('<div class="xi">') < page.index("Stop")
    assert "xero_integration.css" in page


@pytest.mark.contract(19)
@pytest.mark.parametrize("layout", ["", "<title>{% block title %}Shop{% endblock %}</title>"])
def test_the_browsers_tab_tells_the_page_by_its_heading(
    request_as: SendAs, settings: Any, tmp_path: Any, layout: str
) -> None:
    base = OWN_BASE
    if layout:
        base = "layout.html"
        (tmp_path / base).write_text(f"{layout}{{% block content %}}{{% endblock %}}")
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    use(settings, BASE_TEMPLATE=base, CONTENT_BLOCK="content")
    about = {"connection": Connection(name="Ada & <Sons>")}
    page = render_page(request_as("admin"), ASKING, about).content.decode()
    (title,) = re.findall(r"<title>\s*(.*?)\s*</title>", page, re.S)
    assert title == "Disconnect Ada &amp; &lt;Sons&gt;?"


def test_htmx_gets_the_bare_fragment(request_as: SendAs) -> None:
    assert "<html" not in page_of(request_as("rep", headers={"HX_Request": "true"}))


def test_what_a_page_shows_is_escaped(request_as: SendAs) -> None:
    page = page_of(request_as("rep"))
    assert "&lt;b&gt;Stop&lt;/b&gt;" in page
    assert "<b>Stop" not in page


def test_a_block_name_that_is_none_names_the_setting(request_as: SendAs, settings: Any) -> None:
    use(settings, CONTENT_BLOCK="content %}{% evil")
    with pytest.raises(ConfigurationError, match="CONTENT_BLOCK"):
        page_of(request_as("rep"))


@pytest.mark.contract(15)
@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/deals/3/", "/deals/3/"),
        ("http://testserver/deals/3/", "http://testserver/deals/3/"),
        ("http://evil.example/", "/fallback/"),
        ("//evil.example/", "/fallback/"),
        ("/\\evil.example", "/fallback/"),
        ("javascript:alert(1)", "/fallback/"),
        ("", "/fallback/"),
    ],
)
def test_row_15_the_way_back_stays_on_this_host(
    request_as: SendAs, wanted: str, reached: str
) -> None:
    response = redirect_back(request_as("rep", method="post", data={"next": wanted}), "/fallback/")
    assert response.status_code == 302
    assert response["Location"] == reached


@pytest.mark.contract(15)
def test_row_15_htmx_is_told_to_go_there(request_as: SendAs) -> None:
    request = request_as("rep", path="/x/?next=/deals/3/", headers={"HX_Request": "true"})
    response = redirect_back(request, "/fallback/")
    assert (response.status_code, response["HX-Redirect"]) == (200, "/deals/3/")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("application/json", True),
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("*/*", False),
        ("application/json, text/html;q=0.5", True),
    ],
)
def test_json_is_for_those_who_ask_for_it(request_as: SendAs, accept: str, expected: bool) -> None:
    assert wants_json(request_as("rep", headers={"Accept": accept})) is expected


def test_who_sends_json_is_answered_in_json(request_as: SendAs) -> None:
    request = request_as("rep", method="post", data="{}", content_type="application/json")
    assert wants_json(request)


def test_an_error_never_shows_its_technical_side(request_as: SendAs) -> None:
    error = NotAllowed("row 17 of table payroll")
    answer = error_response(
        request_as("rep"), error, status=403, link_url="/help/", link_label="Help"
    )
    page = answer.content.decode()
    assert "payroll" not in page
    assert 'href="/help/"' in page


@pytest.mark.contract(13)
def test_row_13_one_answer_is_a_page_a_fragment_or_json(request_as: SendAs) -> None:
    headers = {
        "page": {},
        "fragment": {"HX_Request": "true"},
        "json": {"Accept": "application/json"},
    }
    answers = {
        surface: error_response(request_as("rep", headers=sent), NotAllowed(), status=403)
        for surface, sent in headers.items()
    }
    assert {answer.status_code for answer in answers.values()} == {403}
    assert "<html" in answers["page"].content.decode()
    assert "<html" not in answers["fragment"].content.decode()
    assert json.loads(answers["json"].content) == {
        "code": "not_allowed",
        "message": "You don't have permission to do this. Ask an administrator.",
    }


@pytest.mark.contract(24)
def test_row_24_everything_but_the_app_and_sessions_is_optional() -> None:
    """A host with nothing else installed loads every module of these rooms."""
    script = """
import django
from django.conf import settings
settings.configure(
    SECRET_KEY="x",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
import xero_integration.access.doors, xero_integration.background, xero_integration.pages
from xero_integration.access import gate
gate.watch_sign_ins()
try:
    xero_integration.background.configured_queue()
except xero_integration.exceptions.ConfigurationError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout == 'Add "django_q" to INSTALLED_APPS, or set QUEUE\n'
