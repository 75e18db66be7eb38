"""What ``manage.py check`` says of a host that lacks something (row 24)."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.core.checks import CheckMessage
from django.urls import include, path

from xero_integration.checks import (
    check_additions,
    check_paths,
    check_queue,
    check_settings,
    check_sign_in,
    check_templates,
)
from xero_integration.connections.checks import check_addresses_for_xero
from xero_integration.extensions import MappingTarget

pytestmark = pytest.mark.contract(24)


def ids(found: list[CheckMessage]) -> list[str]:
    return [str(message.id).removeprefix("xero_integration.") for message in found]


def without(settings: Any, *apps: str, **more: Any) -> None:
    """A host that has not installed these; its own settings of the app are changed by ``more``."""
    settings.INSTALLED_APPS = [each for each in settings.INSTALLED_APPS if each not in apps]
    own = {**settings.XERO_INTEGRATION, **more}
    settings.XERO_INTEGRATION = {key: value for key, value in own.items() if value is not None}


def test_a_host_with_everything_is_passed_in_silence() -> None:
    checks = (check_settings, check_paths, check_sign_in, check_queue, check_templates)
    assert [found for check in checks for found in check()] == []


def test_without_a_queue_it_says_that_nothing_runs(settings: Any) -> None:
    without(settings, "django_q")
    (found,) = check_queue()
    assert ids([found]) == ["E003"]
    assert found.hint == 'Add "django_q" to INSTALLED_APPS, or set QUEUE.'


def test_a_queue_that_would_run_tasks_twice_is_warned_of(settings: Any) -> None:
    settings.Q_CLUSTER = {"orm": "default", "timeout": 120, "retry": 60}
    assert ids(check_queue()) == ["W002"]


def test_a_queue_whose_broker_nobody_chose_is_warned_of(settings: Any) -> None:
    del settings.Q_CLUSTER
    assert ids(check_queue()) == ["W005", "W002"]
    times = {"timeout": 60, "retry": 120}
    settings.Q_CLUSTER = times
    (found,) = check_queue()
    assert ids([found]) == ["W005"]
    assert found.hint and '"orm": "default"' in found.hint
    for broker in ({"redis": {"host": "queue"}}, {"django_redis": "default"}, {"sqs": {"a": 1}}):
        settings.Q_CLUSTER = {**times, **broker}
        assert check_queue() == []


@pytest.mark.parametrize("broker", [{}, {"redis": {"host": "queue"}}])
def test_a_queue_on_a_redis_that_is_not_installed_is_an_error(
    settings: Any, monkeypatch: pytest.MonkeyPatch, broker: Any
) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    settings.Q_CLUSTER = {"timeout": 60, "retry": 120, **broker}
    (found,) = check_queue()
    assert ids([found]) == ["E003"]
    settings.Q_CLUSTER = {"timeout": 60, "retry": 120, "orm": "default"}
    assert check_queue() == []


def test_a_queue_of_the_hosts_own_needs_nothing_installed(settings: Any) -> None:
    without(settings, "django_q", QUEUE="xero_integration.testing.queue.RecordingQueue")
    assert check_queue() == []


def test_a_gate_that_nobody_could_pass_is_an_error(settings: Any) -> None:
    without(settings, "allauth.mfa", "allauth.socialaccount", STRONG_SIGN_IN=None)
    (found,) = check_sign_in()
    assert ids([found]) == ["E004"]
    assert found.hint and "STRONG_SIGN_IN" in found.hint


def test_a_second_factor_alone_makes_the_gate_passable(settings: Any) -> None:
    without(settings, "allauth.socialaccount", STRONG_SIGN_IN=None)
    assert check_sign_in() == []


def test_without_templates_there_are_neither_pages_nor_mails(settings: Any) -> None:
    settings.TEMPLATES = []
    assert ids(check_templates()) == ["W004"]


def test_pages_that_would_stand_nowhere_are_warned_of(settings: Any) -> None:
    heir = "rest_framework/api.html"  # has its blocks from the template that it extends
    without(settings, BASE_TEMPLATE=heir, CONTENT_BLOCK="content")
    assert check_templates() == []
    without(settings, BASE_TEMPLATE=heir, CONTENT_BLOCK="contents")
    (found,) = check_templates()
    assert ids([found]) == ["W006"]
    assert found.msg == f'CONTENT_BLOCK: "{heir}" has no block "contents".'
    without(settings, BASE_TEMPLATE="crm/bsae.html")
    assert [each.msg for each in check_templates()] == [
        'BASE_TEMPLATE: there is no template "crm/bsae.html".'
    ]


def test_addresses_for_xero_that_move_with_the_language_are_warned_of(settings: Any) -> None:
    assert check_addresses_for_xero() == []
    callbacks = path("xero/", include("xero_integration.callback_urls"))
    settings.ROOT_URLCONF = (*i18n_patterns(callbacks, prefix_default_language=False),)
    (found,) = check_addresses_for_xero()
    assert ids([found]) == ["W010"]
    assert found.hint == "Include xero_integration.callback_urls outside of i18n_patterns."


def test_that_nobody_would_come_back_from_xero_is_warned_of(settings: Any) -> None:
    settings.ROOT_URLCONF = (path("xero/", include("xero_integration.urls")),)
    for settings.USE_I18N in (True, False):
        assert ids(check_addresses_for_xero()) == ["W011"]
    settings.ROOT_URLCONF = None  # a project of workers alone
    assert check_addresses_for_xero() == []
    settings.ROOT_URLCONF = (path("xero/", include("xero_integration.urls")),)
    without(settings, REDIRECT_URI="https://crm.example/connected/")
    assert check_addresses_for_xero() == []


def test_each_required_setting_is_named(settings: Any) -> None:
    without(settings, CLIENT_ID=None, CLIENT_SECRET="")
    found = check_settings()
    assert ids(found) == ["E001", "E001"]
    assert [message.msg.partition(" ")[0] for message in found] == [
        'XERO_INTEGRATION["CLIENT_ID"]',
        'XERO_INTEGRATION["CLIENT_SECRET"]',
    ]


def test_a_misspelt_setting_is_named_with_those_there_are(settings: Any) -> None:
    without(settings, QUEU="x")
    (found,) = check_settings()
    assert ids([found]) == ["W001"]
    assert found.hint and "QUEUE" in found.hint


@pytest.mark.parametrize("key", ["STRONG_SIGN_IN", "QUEUE", "TRANSPORT"])
def test_a_path_that_leads_to_no_code_is_named(settings: Any, key: str) -> None:
    without(settings, **{key: "nowhere.at.all"})
    (found,) = check_paths()
    assert ids([found]) == ["E002"]
    assert key in found.msg


@pytest.mark.parametrize("key", ["MAPPING_TARGETS", "OPERATIONS", "EXPLANATIONS"])
@pytest.mark.parametrize(
    ("path", "said"), [("nowhere.at.all", "can't be imported"), ("decimal.Decimal", "is no ")]
)
def test_an_addition_that_is_none_is_named(settings: Any, key: str, path: str, said: str) -> None:
    assert check_additions() == []
    without(settings, **{key: [path]})
    (found,) = check_additions()
    assert ids([found]) == ["E005"]
    assert key in found.msg and path in found.msg and said in found.msg


class Email(MappingTarget):
    name, label = "email", "Our own e-mail"


@pytest.mark.parametrize(
    ("key", "path", "name"),
    [
        ("MAPPING_TARGETS", f"{__name__}.Email", "email"),
        ("OPERATIONS", "xero_integration.documents.action_operations.AddNote", "document.note"),
    ],
)
def test_an_addition_takes_no_name_of_ours(settings: Any, key: str, path: str, name: str) -> None:
    without(settings, **{key: [path]})
    (found,) = check_additions()
    assert ids([found]) == ["E005"]
    assert f'the name "{name}" is taken' in found.msg
