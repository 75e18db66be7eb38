"""What the defaults name is archived, deleted or renumbered in Xero; the page says what to do."""

from __future__ import annotations

from xero_integration.models import FieldMapping


def test_an_archived_account_becomes_a_proposal_that_one_press_accepts(upkeep):
    sales = upkeep.account("200")
    upkeep.save_defaults(account=sales.account_id)
    sales.status = "ARCHIVED"
    upkeep.night()
    page = upkeep.page()
    assert "200 – Sales is archived in Xero." in page
    assert "Proposed: 210 – Consulting Income Same type" in page
    assert upkeep.press("Default account", "accept").status_code == 302
    assert upkeep.defaults()["account"] == upkeep.account("210").account_id
    page = upkeep.page()
    assert "Nothing waits for a decision." in page
    assert "Default account Archived in Xero 200 – Sales 210 – Consulting Income" in page


def test_an_account_of_the_same_name_is_proposed_before_one_of_the_same_type(upkeep):
    upkeep.save_defaults(account=upkeep.account("200").account_id)
    upkeep.account("260").name = "Sales"
    upkeep.account("200").status = "ARCHIVED"
    upkeep.night()
    assert "Proposed: 260 – Sales Same name Same type" in upkeep.page()


def test_a_renumbered_account_is_followed_without_asking(upkeep):
    sales = upkeep.account("200")
    upkeep.save_defaults(account=sales.account_id)
    sales.code = "4000"
    upkeep.night()
    assert FieldMapping.objects.latest("revision").config["account"] == {
        "id": sales.account_id,
        "code": "4000",
    }
    page = upkeep.page()
    assert "Nothing waits for a decision." in page
    assert "Default account Renamed in Xero 200 – Sales 4000 – Sales The check-up" in page


def test_a_deleted_theme_gives_way_to_the_organisations_default(upkeep):
    themes = upkeep.xero.themes
    standard, chosen = sorted(themes.values(), key=lambda theme: theme.sort_order)[:2]
    upkeep.save_defaults(theme=chosen.theme_id)
    del themes[chosen.theme_id]
    upkeep.night()
    page = upkeep.page()
    assert f"{chosen.name} is no longer in Xero." in page
    assert f"Proposed: {standard.name} The organisation’s default" in page
    upkeep.press("Default branding theme", "accept")
    assert upkeep.defaults()["theme"] == standard.theme_id


def test_a_deleted_tax_rate_gives_way_to_one_of_the_same_height_only(upkeep):
    rates = [each for each in upkeep.xero.tax_rates.values() if "REVENUE" in each.classes]
    chosen = next(each for each in rates if each.tax_type == "OUTPUT2")
    upkeep.save_defaults(tax_type=chosen.tax_type)
    chosen.status = "DELETED"
    upkeep.night()
    page = upkeep.page()
    assert f"{chosen.name} is no longer in Xero." in page
    same = [each for each in rates if each.rate == chosen.rate and each is not chosen]
    if not same:
        assert "Nothing suits. Without a choice of yours, Xero decides on each invoice." in page
    upkeep.press("Default tax rate", "accept")
    assert upkeep.defaults()["tax_type"] == (same[0].tax_type if same else "")


def test_a_dismissed_proposal_comes_back_only_with_other_evidence(upkeep):
    upkeep.save_defaults(account=upkeep.account("200").account_id)
    upkeep.account("200").status = "ARCHIVED"
    upkeep.night()
    upkeep.press("Default account", "dismiss")
    upkeep.night()
    page = upkeep.page()
    assert "Nothing waits for a decision." in page
    assert "1 proposal was dismissed." in page
    upkeep.account("260").name = "Sales"
    upkeep.night()
    assert "Proposed: 260 – Sales Same name" in upkeep.page()


def test_what_xero_made_good_needs_no_decision_any_more(upkeep):
    upkeep.save_defaults(account=upkeep.account("200").account_id)
    upkeep.account("200").status = "ARCHIVED"
    upkeep.night()
    upkeep.account("200").status = "ACTIVE"
    upkeep.night()
    page = upkeep.page()
    assert "Nothing waits for a decision." in page
    assert "Default account Can be used again in Xero 200 – Sales" in page


def test_a_proposal_that_changed_meanwhile_is_not_accepted_unseen(upkeep):
    upkeep.save_defaults(account=upkeep.account("200").account_id)
    upkeep.account("200").status = "ARCHIVED"
    upkeep.night()
    upkeep.account("210").status = "ARCHIVED"
    upkeep.office.read_everything()
    refused = upkeep.press("Default account", "accept")
    assert refused.status_code == 409
    assert upkeep.defaults()["account"] == upkeep.account("200").account_id


def test_settings_that_nobody_saved_are_left_alone(upkeep):
    FieldMapping.objects.all().delete()
    upkeep.account("200").status = "ARCHIVED"
    upkeep.night()
    assert "Nothing waits for a decision." in upkeep.page()
