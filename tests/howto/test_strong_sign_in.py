"""The settings of "A strong sign-in", put into a project that knows nothing of django-allauth."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from types import ModuleType

import pytest
from allauth.mfa.totp.internal import auth as authenticator_app
from django.conf import settings as django_settings
from django.contrib import admin
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import include, path, resolve, reverse

from tests.journeys.office import text_of

from .blocks import HOWTO, take
from .settings_block import apply

PASSWORDS = ("django.contrib.auth.backends.ModelBackend",)


@pytest.fixture
def project(crm, settings, db):
    """The host without django-allauth, the gate at its default."""
    import_module("allauth.urls")  # once and for all with the apps of that moment
    configured = dict(settings.XERO_INTEGRATION)
    del configured["STRONG_SIGN_IN"]
    settings.XERO_INTEGRATION = configured
    settings.INSTALLED_APPS = without_allauth(settings.INSTALLED_APPS)
    settings.MIDDLEWARE = without_allauth(settings.MIDDLEWARE)
    settings.AUTHENTICATION_BACKENDS = list(PASSWORDS)
    settings.LOGIN_URL = "/accounts/login/"
    crm.patch.setitem(sys.modules, "crm.urls", addresses(path("admin/", admin.site.urls)))
    settings.ROOT_URLCONF = "crm.urls"
    return crm


def without_allauth(names) -> list[str]:
    return [name for name in names if not name.startswith("allauth")]


def deal_page(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


def addresses(*more) -> ModuleType:
    module = ModuleType("crm.urls")
    ours = [include("xero_integration.urls"), include("xero_integration.callback_urls")]
    deal = path("deals/<int:pk>/", deal_page, name="deal")
    vars(module)["urlpatterns"] = [*(path("xero/", each) for each in ours), *more, deal]
    return module


@pytest.fixture
def with_allauth(project, settings):
    project.write("crm.accounts", take("strong-sign-in.md", "crm/accounts.py"))
    apply(take("strong-sign-in.md", "settings.py"), settings)
    exec(take("strong-sign-in.md", "urls.py"), vars(sys.modules["crm.urls"]))
    return project


def panel(host) -> str:
    return reverse("xero_integration:panel", args=["deal", str(host.make_deal().pk)])


def type_password(client, address: str):
    return client.post(address, {"login": "rep", "password": "rep-password"}, follow=True)


def test_without_it_the_check_says_that_nobody_comes_in(project):
    with pytest.raises(SystemCheckError, match=r"(?s)E004.*strong-sign-in\.md"):
        call_command("check")


def test_a_second_factor_lets_a_person_in(transactional_db, with_allauth, client, host):
    call_command("check", fail_level="WARNING")
    address = panel(host)
    host.make_user("rep")
    login = client.get(address)["Location"]
    assert login.startswith(reverse("account_login"))
    refused = type_password(client, login)
    assert refused.status_code == 403
    assert f'href="{reverse("mfa_index")}"' in refused.content.decode()
    assert client.get(reverse("mfa_index")).status_code == 200

    page = client.get(reverse("mfa_activate_totp"), follow=True)
    for again, _status in page.redirect_chain:  # newer releases of allauth ask once more
        page = client.post(again, {"password": "rep-password"}, follow=True)
    secret = page.context["form"].secret
    (counter, *_others) = authenticator_app.yield_hotp_counters_from_time()
    value = authenticator_app.hotp_value(secret, counter)
    code = authenticator_app.format_hotp_value(value)
    added = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert added.status_code == 302, text_of(added)
    assert client.get(address).status_code == 200


def test_strangers_make_themselves_no_account(with_allauth, client, django_user_model):
    page = client.get(reverse("account_signup"))
    assert "Sign Up Closed" in text_of(page)
    assert not page.context.get("form")


def test_a_provider_that_is_named_is_strong(with_allauth, settings):
    apply(take("strong-sign-in.md", "settings.py, with single sign-on"), settings)
    assert settings.XERO_INTEGRATION["SSO_PROVIDERS"] == ["company"]
    found = resolve(settings.XERO_INTEGRATION["STRONG_SIGN_IN_URL"])
    assert found.kwargs == {"provider_id": "company"}


def test_the_admins_login_leads_to_the_one_that_can_be_strong(with_allauth, client, monkeypatch):
    monkeypatch.setattr(admin.site, "login", admin.site.login)
    exec(take("admin-deals.md", "urls.py"), {})
    vars(sys.modules["crm.urls"])["urlpatterns"] = addresses(
        path("admin/", admin.site.urls), path("accounts/", include("allauth.urls"))
    ).urlpatterns
    answer = client.get(reverse("admin:login"))
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_sign_in_of_its_own_marks_a_session(project, client, host, settings):
    sign_in = project.write("crm.sign_in", take("strong-sign-in.md", "crm/sign_in.py"))
    apply(take("strong-sign-in.md", "settings.py, with a sign-in of its own"), settings)
    call_command("check", fail_level="WARNING")
    address, rep = panel(host), host.make_user("rep")
    client.force_login(rep)
    refused = client.get(address)
    assert refused.status_code == 403
    assert 'href="/sign-in/"' in refused.content.decode()
    request = RequestFactory().get("/")
    request.session = client.session
    sign_in.signed_in_by_the_company(request, rep)
    request.session.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = request.session.session_key
    assert client.get(address).status_code == 200
    client.force_login(host.make_user("admin"))
    assert client.get(address).status_code == 403


def test_turned_off_a_password_is_enough(project, client, host, settings):
    apply(take("strong-sign-in.md", "settings.py, on your own machine"), settings)
    call_command("check", fail_level="WARNING")
    client.force_login(host.make_user("rep"))
    assert client.get(panel(host)).status_code == 200


def test_every_way_of_the_table_is_on_the_page():
    page = (HOWTO / "strong-sign-in.md").read_text()
    headings = {
        re.sub(r"[^a-z -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^## (.*)$", page, re.M)
    }
    assert set(re.findall(r"\(#([\w-]+)\)", page)) == headings
