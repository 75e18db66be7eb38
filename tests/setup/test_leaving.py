"""Leaving a settings page without saving keeps what was entered, for its person alone."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.journeys.office import FormReader, Office, text_of
from xero_integration.models import FieldMapping, SettingsDraft

from .test_wizard import address, press, show

LEFT = "You left these choices without saving them"
FORMS = {"mapping": "xi-mapping-form", "defaults": "xi-defaults-form"}
DEFAULTS_LEFT = "You left the page “Defaults” without saving."


@pytest.fixture
def fetched(newcomer: Office) -> Office:
    newcomer.queue.run_all()
    return newcomer


@pytest.fixture
def colleague(fetched, sign_in) -> Client:
    return sign_in("colleague", tenant=fetched.tenant)


def opened(browser: Client, office: Office, name: str = "defaults", query: str = "") -> str:
    answer = browser.get(address(office, name) + query)
    assert answer.status_code == 200, text_of(answer)
    return answer.content.decode()


def values_of(browser: Client, office: Office, name: str = "defaults") -> dict[str, str]:
    return FormReader(opened(browser, office, name), FORMS[name]).values


def send(browser: Client, office: Office, name: str = "defaults", **typed: str):
    return browser.post(address(office, name), {**values_of(browser, office, name), **typed})


def reference_choice(office: Office) -> str:
    """A path that the reference is not filled from by itself."""
    return values_of(office.admin, office, "mapping")["name_1"]


def test_what_was_chosen_is_shown_again_and_is_not_in_force(fetched):
    answer = send(fetched.admin, fetched, due_day="33", keep="1")
    assert answer.status_code == 302
    page = opened(fetched.admin, fetched)
    assert LEFT in page
    assert FormReader(page, "xi-defaults-form").values["due_day"] == "33"
    assert FieldMapping.objects.count() == 0
    assert "33 days" not in show(fetched)


def test_both_pages_are_kept_each_for_itself(fetched):
    path = reference_choice(fetched)
    send(fetched.admin, fetched, "mapping", reference_1=path, keep="1")
    assert LEFT not in opened(fetched.admin, fetched, "defaults")
    assert values_of(fetched.admin, fetched, "mapping")["reference_1"] == path
    assert "You left the page “Field mapping” without saving." in show(fetched)
    assert DEFAULTS_LEFT not in show(fetched)


def test_the_wizard_leads_back_to_the_page_and_from_there_to_the_wizard(fetched):
    send(fetched.admin, fetched, due_day="33", keep="1")
    page = fetched.admin.get(address(fetched)).content.decode()
    assert DEFAULTS_LEFT in page
    link = page.partition("Go on there")[0].rpartition('href="')[2].partition('"')[0]
    url = link.replace("&amp;", "&")
    values = FormReader(fetched.admin.get(url).content.decode(), "xi-defaults-form").values
    assert values["due_day"] == "33"
    saved = fetched.admin.post(url, {**values, "save": "1"})
    assert saved.headers["Location"].startswith(address(fetched))
    assert FieldMapping.objects.get().config["due_date"]["day"] == 33
    assert DEFAULTS_LEFT not in show(fetched, "?step=settings")


def test_the_way_on_is_kept_too(fetched):
    answer = send(fetched.admin, fetched, due_day="33", keep="1", next=address(fetched))
    assert answer.headers["Location"] == address(fetched)


def test_the_script_keeps_without_an_answer(fetched):
    answer = send(fetched.admin, fetched, due_day="33", keep="unseen", next=address(fetched))
    assert (answer.status_code, answer.content) == (204, b"")
    assert values_of(fetched.admin, fetched)["due_day"] == "33"


def test_thrown_away_the_settings_in_force_stand_there_again(fetched):
    send(fetched.admin, fetched, due_day="33", keep="1")
    assert "Throw away" in opened(fetched.admin, fetched)
    answer = fetched.admin.post(address(fetched, "defaults"), {"discard": "1"})
    assert answer.headers["Location"] == address(fetched, "defaults")
    page = opened(fetched.admin, fetched)
    assert LEFT not in page
    assert FormReader(page, "xi-defaults-form").values["due_day"] == "14"
    assert DEFAULTS_LEFT not in show(fetched)


def test_what_was_changed_back_is_nothing_to_keep(fetched):
    before = values_of(fetched.admin, fetched)
    send(fetched.admin, fetched, due_day="33", keep="1")
    fetched.admin.post(address(fetched, "defaults"), {**before, "keep": "unseen"})
    assert SettingsDraft.objects.count() == 0
    assert LEFT not in opened(fetched.admin, fetched)


def test_what_could_not_be_saved_is_kept_with_what_is_wrong_about_it(fetched):
    assert send(fetched.admin, fetched, due_day="400", save="1").status_code == 422
    answer = fetched.admin.get(address(fetched, "defaults"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert FormReader(page, "xi-defaults-form").values["due_day"] == "400"
    assert "Correct the marked fields" in page


def test_a_look_at_the_preview_keeps_what_was_chosen(fetched):
    fetched.host.make_deal(tenant=fetched.tenant)
    path = reference_choice(fetched)
    send(fetched.admin, fetched, "mapping", reference_1=path, preview="1")
    assert values_of(fetched.admin, fetched, "mapping")["reference_1"] == path


def test_nobody_else_sees_it(fetched, colleague):
    send(fetched.admin, fetched, due_day="33", keep="1")
    assert LEFT not in opened(colleague, fetched)
    assert values_of(colleague, fetched)["due_day"] == "14"
    page = text_of(colleague.get(address(fetched)))
    assert DEFAULTS_LEFT not in page


def test_saved_in_the_meantime_by_somebody_else_it_says_so_and_overwrites_nothing(
    fetched, colleague
):
    send(fetched.admin, fetched, due_day="33", keep="1")
    send(colleague, fetched, due_day="7", save="1")
    page = opened(fetched.admin, fetched)
    assert "has saved other settings in the meantime" in page
    assert FieldMapping.objects.get().config["due_date"]["day"] == 7
    values = FormReader(page, "xi-defaults-form").values
    assert values["due_day"] == "33"
    assert fetched.admin.post(address(fetched, "defaults"), values).status_code == 302
    assert [row.revision for row in FieldMapping.objects.newest_first()] == [2, 1]


def test_saving_the_other_page_or_the_standard_set_up_is_no_conflict(fetched):
    send(fetched.admin, fetched, due_day="33", keep="1")
    press(fetched, "accept")
    path = reference_choice(fetched)
    send(fetched.admin, fetched, "mapping", reference_1=path, save="1")
    page = opened(fetched.admin, fetched)
    assert LEFT in page and "in the meantime" not in page
    values = FormReader(page, "xi-defaults-form").values
    assert fetched.admin.post(address(fetched, "defaults"), values).status_code == 302
    kept = FieldMapping.objects.newest_first()[0].config
    assert kept["due_date"]["day"] == 33
    assert kept["fields"]["reference"][0] == path


def test_a_conflict_while_saving_keeps_the_choices_too(fetched, colleague):
    seen = values_of(fetched.admin, fetched)
    send(colleague, fetched, due_day="7", save="1")
    refused = fetched.admin.post(address(fetched, "defaults"), {**seen, "due_day": "33"})
    assert refused.status_code == 422
    assert values_of(fetched.admin, fetched)["due_day"] == "33"


def test_tax_codes_keep_their_rates_when_other_codes_join_them(fetched, colleague):
    for key in ("VAT-M", "VAT-S"):
        rate = "OUTPUT2"
        send(colleague, fetched, new_tax_key=key, new_tax_type=rate, save="1")
    page = opened(fetched.admin, fetched)
    of_s = page.partition('">VAT-S</label>')[0].rpartition('for="id_')[2]
    send(fetched.admin, fetched, **{of_s: "", "keep": "1"})
    send(colleague, fetched, new_tax_key="VAT-A", new_tax_type="OUTPUT2", save="1")
    values = values_of(fetched.admin, fetched)
    assert fetched.admin.post(address(fetched, "defaults"), values).status_code == 302
    kept = FieldMapping.objects.newest_first()[0].config["tax_types"]
    assert kept == {"VAT-A": "OUTPUT2", "VAT-M": "OUTPUT2"}


@pytest.mark.parametrize("revision", ["-1", "9" * 30, "x", "", "²"])
def test_nonsense_is_kept_as_text_or_not_at_all(fetched, revision):
    typed = {"due_day": "3\x00" + "3" * 5000, "revision": revision, "tax_key_zz": "x"}
    answer = send(fetched.admin, fetched, **typed, keep="1")
    assert answer.status_code == 302
    assert LEFT in opened(fetched.admin, fetched)
    assert SettingsDraft.objects.get().revision == 0


def test_pressing_nothing_keeps_nothing(fetched):
    fetched.admin.post(address(fetched, "defaults"), {})
    assert SettingsDraft.objects.count() == 0
