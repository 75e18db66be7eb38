"""The sources of "Write a source" read deals, and what they read becomes invoices in Xero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from tests.hosts.lines import Line
from xero_integration.mapping.models import FieldMapping

from . import shell
from .blocks import take
from .settings_block import apply

PAGE = "write-a-source.md"


@pytest.fixture
def office(office):
    """As on the first day: nobody has saved the field mapping, so what the source says counts."""
    FieldMapping.objects.all().delete()
    return office


@pytest.fixture
def written(crm, settings):
    crm.write("crm.xero", take("write-a-source.md", "crm/xero.py"))
    apply(take("write-a-source.md", "settings.py"), settings)
    return crm


def invoiced(office, deal) -> dict:
    answer = office.press(deal, "create", office.link_everything(deal))
    assert answer.status_code == 302, answer.content.decode()
    (invoice,) = office.invoices()
    return invoice


def test_paths_make_an_invoice(written, office, host):
    deal = host.make_deal(lines=[Line("Bread oven", "2", "1200.00", discount_percent="10")])
    invoice = invoiced(office, deal)
    assert Decimal(invoice["SubTotal"]) == Decimal("2160.00")
    assert invoice["Contact"]["Name"] == deal.company.name
    assert invoice["Reference"] == deal.title
    assert invoice["LineItems"][0]["Description"] == "Bread oven"


def test_the_check_has_nothing_to_say(written, db):
    (words,) = shell.managed(take("write-a-source.md", "#3"))
    assert words == ["check"]
    call_command(*words, fail_level="WARNING")


def test_the_check_names_a_path_that_leads_nowhere(written, db, capsys):
    written.write("crm.xero", "DealSource.reference = 'refrence'")
    call_command("check")
    assert "refrence" in capsys.readouterr().err


def test_the_shell_shows_what_is_read(written, host, db, capsys):
    host.make_deal(title="New oven")
    written.write("crm.shell", take("write-a-source.md", "manage.py shell"))
    shown = capsys.readouterr().out
    assert "Harbour Bakery" in shown
    assert "NZD" in shown
    assert "Bread oven" in shown


def test_a_deal_without_lines_is_one_line(written, office, host):
    written.write("crm.xero", take("write-a-source.md", "crm/xero.py, for retainers"))
    written.sources(deal="crm.xero.RetainerSource")
    deal = host.make_deal(lines=[], title="Retainer")
    type(deal).objects.update(amount="840.00")
    invoice = invoiced(office, deal)
    (line,) = invoice["LineItems"]
    assert line["Description"] == "Retainer"
    assert Decimal(line["LineAmount"]) == Decimal("840.00")


def test_a_draft_of_its_own_makes_an_invoice(written, office, host):
    written.write("crm.xero", take("write-a-source.md", "crm/xero.py, with a draft of its own"))
    written.sources(deal="crm.xero.ProjectSource")
    deal = host.make_deal(lines=[Line("Plan", "3", "1"), Line("Build", "4.5", "1")])
    invoice = invoiced(office, deal)
    assert invoice["Contact"]["Name"] == deal.company.name
    (line,) = invoice["LineItems"]
    assert line["Description"] == "7.5000 hours"
    assert Decimal(invoice["SubTotal"]) == Decimal("712.50")


@pytest.fixture
def won(written):
    written.write("crm.xero", take("write-a-source.md", "crm/xero.py, with rights"))
    written.sources(deal="crm.xero.WonDealSource")
    return written


def test_objects_decides_what_is_there(won, office, host):
    deal = host.make_deal()
    assert office.rep.get(office.panel_url(deal)).status_code == 404
    type(deal).objects.update(closed_on="2026-11-20")
    assert office.rep.get(office.panel_url(deal)).status_code == 200


def test_allows_decides_who_may_approve(won, office, host, sign_in):
    deal = host.make_deal()
    type(deal).objects.update(closed_on="2026-11-20", amount="20000")
    approver, finance = sign_in("approver"), Group.objects.create(name="Finance")

    def offered() -> bool:
        values = office.open_form(deal, browser=approver)
        page = approver.get(office.form_url(deal)).content.decode()
        return bool(values) and 'value="AUTHORISED"' in page

    assert not offered()
    host.make_user("approver").groups.add(finance)
    assert offered()


SHUT = """
class ShutSource(DealSource):
    def allows(self, request, action, obj):
        return False
"""


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [("DealSource", "ShutSource", 200), ("ShutSource", "DealSource", 403)],
)
def test_the_first_source_answers_for_the_settings_pages(written, office, first, second, status):
    written.write("crm.xero", SHUT)
    written.sources(one=f"crm.xero.{first}", two=f"crm.xero.{second}")
    assert office.admin.get(reverse("xero_integration:connections")).status_code == status
