"""Secrets at rest: ciphertext everywhere but at the moment of use; a wrong key is an error."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection as database

from tests.connections.world import Journey
from xero_integration.connections.checks import check_encryption_keys, check_xero_settings
from xero_integration.connections.encryption import NOTHING, Sealed, seal
from xero_integration.connections.models import Connection, Grant
from xero_integration.connections.rotation import encrypted_columns
from xero_integration.connections.session import client_for
from xero_integration.exceptions import ConfigurationError, EncryptionKeyError

pytestmark = pytest.mark.django_db
SECRET = "a-refresh-token"


def grant(**more: Any) -> Grant:
    return Grant.objects.create(xero_user_id="one", token_set=seal(SECRET), **more)


def ids(problems: list[Any]) -> list[str]:
    return [problem.id for problem in problems]


@pytest.mark.contract(23)
def test_the_database_holds_ciphertext_and_so_does_memory() -> None:
    grant()
    with database.cursor() as cursor:
        cursor.execute("SELECT token_set FROM xero_integration_grant")
        at_rest = cursor.fetchone()[0]
    read = Grant.objects.get()
    assert SECRET not in at_rest
    # A host-wide audit log copies attributes of the instance field by field.
    assert SECRET not in repr(vars(read))
    assert read.token_set == at_rest
    assert read.token_set.open() == SECRET


def test_plain_text_is_refused_before_it_reaches_the_database() -> None:
    plain: Any = "plain"  # the wrong type is what is tested
    with pytest.raises(TypeError, match="token_set"):
        Grant.objects.create(xero_user_id="one", token_set=plain)
    with pytest.raises(TypeError, match="token_set"):
        Grant.objects.update(token_set="plain")


def test_no_secret_stays_no_secret() -> None:
    Grant.objects.create(xero_user_id="one")
    assert Grant.objects.get().token_set.open() == ""
    assert seal("") == NOTHING


def test_a_wrong_key_raises_and_never_yields_the_ciphertext(xero_settings: Any) -> None:
    grant()
    xero_settings(ENCRYPTION_KEYS=[Fernet.generate_key().decode()])
    sealed = Grant.objects.get().token_set
    with pytest.raises(EncryptionKeyError) as problem:
        sealed.open()
    assert sealed not in str(problem.value)
    assert SECRET not in str(problem.value)


def test_with_a_wrong_key_the_pages_still_open_and_the_work_says_what_is_wrong(
    journey: Journey, xero_settings: Any
) -> None:
    journey.connect()
    connection = Connection.objects.get()
    xero_settings(ENCRYPTION_KEYS=[Fernet.generate_key().decode()])
    with pytest.raises(EncryptionKeyError, match="ENCRYPTION_KEYS"):
        client_for(connection)
    connection.refresh_from_db()
    assert connection.state == "active"


@pytest.mark.parametrize("keys", [[], ["not a key"], [""]])
def test_missing_or_malformed_keys_are_an_error_that_names_the_setting(
    xero_settings: Any, keys: list[str]
) -> None:
    xero_settings(ENCRYPTION_KEYS=keys)
    with pytest.raises(ConfigurationError, match="ENCRYPTION_KEYS"):
        seal(SECRET)
    assert ids(check_encryption_keys()) == ["xero_integration.E010"]


def test_the_check_notices_a_valid_but_wrong_key(xero_settings: Any) -> None:
    assert check_encryption_keys() == []
    grant()
    assert check_encryption_keys() == []
    xero_settings(ENCRYPTION_KEYS=[Fernet.generate_key().decode()])
    problems = check_encryption_keys()
    assert ids(problems) == ["xero_integration.E011"]
    assert "Grant.token_set" in problems[0].msg


def test_the_check_notices_a_wrong_address_and_an_unknown_feature(xero_settings: Any) -> None:
    assert check_xero_settings() == []
    xero_settings(XERO_URL="http://public.example", FEATURES=["invoices", "teleport"])
    problems = check_xero_settings()
    assert ids(problems) == ["xero_integration.E012", "xero_integration.E013"]
    assert "teleport" in problems[1].msg


def test_the_command_prints_a_usable_key(xero_settings: Any) -> None:
    xero_settings(ENCRYPTION_KEYS=[])
    out = StringIO()
    call_command("xero_key", stdout=out)
    xero_settings(ENCRYPTION_KEYS=[out.getvalue().strip()])
    assert seal(SECRET).open() == SECRET


def test_rotating_makes_the_old_key_unnecessary(settings: Any, xero_settings: Any) -> None:
    old = settings.XERO_INTEGRATION["ENCRYPTION_KEYS"][0]
    new = Fernet.generate_key().decode()
    for number in range(7):
        Grant.objects.create(
            xero_user_id=str(number),
            token_set=seal(f"{SECRET}-{number}"),
            previous_token_set=seal(SECRET) if number % 2 else NOTHING,
        )
    xero_settings(ENCRYPTION_KEYS=[new, old])
    out = StringIO()
    call_command("xero_key", "--rotate", stdout=out)
    assert out.getvalue().startswith("10 secrets")

    xero_settings(ENCRYPTION_KEYS=[new])
    for each in Grant.objects.all():
        assert each.token_set.open() == f"{SECRET}-{each.xero_user_id}"
        assert each.previous_token_set.open() in ("", SECRET)


def test_rotating_says_what_it_can_not_read_and_loses_nothing(xero_settings: Any) -> None:
    sealed = grant().token_set
    xero_settings(ENCRYPTION_KEYS=[Fernet.generate_key().decode()])
    with pytest.raises(CommandError, match="1 secrets can't be read"):
        call_command("xero_key", "--rotate", stdout=StringIO())
    assert Grant.objects.get().token_set == sealed


def test_every_encrypted_column_is_found() -> None:
    found = {f"{model.__name__}.{column}" for model, column in encrypted_columns()}
    assert found >= {
        "Grant.token_set",
        "Grant.previous_token_set",
        "ConnectAttempt.verifier",
        "ConnectAttempt.token_set",
    }


@pytest.mark.contract(23)
def test_ciphertext_survives_a_fixture(tmp_path: Any) -> None:
    grant()
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "xero_integration.Grant", output=str(dump), verbosity=0)
    assert SECRET not in dump.read_text()
    Grant.objects.all().delete()
    call_command("loaddata", str(dump), verbosity=0)
    assert isinstance(Grant.objects.get().token_set, Sealed)
    assert Grant.objects.get().token_set.open() == SECRET
