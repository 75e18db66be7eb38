"""The field mapping and the defaults by JSON, with the rules of their pages."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.api.conftest import Api, pointers
from tests.journeys.office import Office
from xero_integration.mapping.models import FieldMapping
from xero_integration.models import Connection


@pytest.fixture
def mapping(admin: Api, office: Office) -> dict[str, Any]:
    return admin.get("mapping", None, office.connection.pk).json()


def save(caller: Api, office: Office, body: Any, **options: Any) -> Any:
    return caller.send("put", "mapping", None, office.connection.pk, body=body, **options)


def title_path(office: Office) -> str:
    """The field with the deal's name, as the host under test calls it."""
    return "name" if office.host.has_tenants else "title"


def changed(mapping: dict[str, Any], **parts: Any) -> dict[str, Any]:
    copy = deepcopy(mapping)
    copy["config"] |= parts
    return copy


def test_settings_are_read_changed_and_kept_as_a_new_revision(admin, office, mapping):
    fields = {**mapping["config"]["fields"], "reference": [title_path(office)]}
    wanted = changed(
        mapping,
        fields=fields,
        due_date={"kind": "OFFOLLOWINGMONTH", "day": 20},
        tax_types={"GST": mapping["config"]["tax_type"], "a/b~c": "NONE"},
        status="SUBMITTED",
    )
    told = save(admin, office, wanted)
    assert told.status_code == 200, told.content
    assert told.json() == {"revision": mapping["revision"] + 1, "config": wanted["config"]}
    assert admin.get("mapping", None, office.connection.pk).json() == told.json()
    fewer = changed(told.json(), tax_types={})
    assert save(admin, office, fewer).json()["config"]["tax_types"] == {}


def test_saving_what_is_so_already_makes_no_new_revision(admin, office, mapping):
    assert save(admin, office, mapping).json() == mapping


def test_nobody_overwrites_what_somebody_else_saved(admin, office, mapping):
    assert save(admin, office, changed(mapping, status="SUBMITTED")).status_code == 200
    late = save(admin, office, changed(mapping, status="AUTHORISED"))
    assert (late.status_code, late.json()["code"]) == (409, "mapping_outdated")
    assert FieldMapping.objects.latest("revision").config["status"] == "SUBMITTED"


def test_an_etag_stands_for_the_revision(admin, office, mapping):
    tag = admin.get("mapping", None, office.connection.pk).headers["ETag"]
    seen = {"headers": {"If-Match": tag}}
    wanted = {"config": {**mapping["config"], "status": "SUBMITTED"}}
    assert pointers(save(admin, office, wanted)) == ["/revision"]
    assert save(admin, office, wanted, **seen).status_code == 200
    assert save(admin, office, wanted, **seen).status_code == 412


@pytest.mark.parametrize(
    ("parts", "pointer"),
    [
        ({"fields": {"name": ["company.password"]}}, "/config/fields/name/0"),
        ({"fields": {"name": ["__class__.__name__"]}}, "/config/fields/name/0"),
        ({"fields": {}}, "/config/fields/name"),
        ({"fields": {"moon": ["title"]}}, "/config/fields/moon"),
        ({"fields": {"name": ["title", {}]}}, "/config/fields/name/1"),
        ({"fields": {"name": ["title"] * 9}}, "/config/fields/name"),
        ({"fields": []}, "/config/fields"),
        ({"due_date": {"kind": "OFCURRENTMONTH", "day": 0}}, "/config/due_date/day"),
        ({"due_date": {"kind": "OFCURRENTMONTH", "day": 40}}, "/config/due_date/day"),
        ({"due_date": {"kind": "NEVER", "day": 1}}, "/config/due_date/kind"),
        ({"due_date": None}, "/config/due_date"),
        ({"tax_mode": "Sometimes"}, "/config/tax_mode"),
        ({"tax_mode": []}, "/config/tax_mode"),
        ({"status": "PAID"}, "/config/status"),
        ({"account": {"id": "elsewhere"}}, "/config/account/id"),
        ({"tax_type": "MOON"}, "/config/tax_type"),
        ({"branding_theme_id": "none"}, "/config/branding_theme_id"),
        ({"tax_types": {"a/b": "MOON"}}, "/config/tax_types/a~1b"),
        ({"tax_types": {"x" * 101: "NONE"}}, "/config/tax_types/" + "x" * 101),
        ({"tax_types": {"\ud800": "NONE"}}, "/config/tax_types/?"),
        ({"tax_types": {"": "NONE"}}, "/config/tax_types/"),
        ({"tax_types": ["NONE"]}, "/config/tax_types"),
        ({"tax_typo": ""}, "/config/tax_typo"),
    ],
)
def test_a_wrong_choice_says_where_it_is_wrong(admin, office, mapping, parts, pointer):
    refused = save(admin, office, changed(mapping, **parts))
    assert refused.status_code == 400, refused.content
    assert pointers(refused) == [pointer]
    assert not refused.json()["errors"][0]["message"].startswith("[")
    assert FieldMapping.objects.count() == 1


def test_what_can_be_chosen_can_be_saved(admin, office, mapping):
    offered = admin.get("mapping_choices", None, office.connection.pk).json()
    assert "name" in [each["target"] for each in offered["targets"] if each["required"]]
    wanted = changed(
        mapping,
        fields={"name": [offered["fields"][0]["path"]]},
        account={"id": offered["other_accounts"][0]["value"]},
        tax_type=offered["tax_types"][-1]["value"],
        branding_theme_id=offered["themes"][-1]["value"],
        tax_mode=offered["tax_modes"][-1]["value"],
        item_policy=offered["item_policies"][-1]["value"],
    )
    told = save(admin, office, wanted)
    assert told.status_code == 200, told.content
    assert told.json()["config"]["account"]["code"]


def test_the_preview_shows_a_real_deal_by_settings_that_are_not_saved(admin, office, mapping):
    deal = office.host.make_deal(tenant=office.tenant, title="New oven")
    body = {"source": office.host.source_key, "deal": str(deal.pk)}
    fields = {**mapping["config"]["fields"], "reference": [title_path(office)]}
    body["config"] = changed(mapping, fields=fields)["config"]
    told = admin.send("post", "mapping_preview", None, office.connection.pk, body=body)
    assert told.status_code == 200, told.content
    rows = {row["target"]: row for row in told.json()["rows"]}
    assert rows["reference"]["value"] == "New oven"
    assert rows["name"]["value"]
    assert FieldMapping.objects.count() == 1
    body["config"]["fields"] = {"name": ["owner.password"]}
    wrong = admin.send("post", "mapping_preview", None, office.connection.pk, body=body)
    assert pointers(wrong) == ["/config/fields/name/0"]


@pytest.mark.parametrize("deal", ["no such key", "0", "\ud800", "\x00"])
def test_a_deal_that_is_not_there_is_not_previewed(admin, office, deal):
    body = {"source": office.host.source_key, "deal": deal}
    told = admin.send("post", "mapping_preview", None, office.connection.pk, body=body)
    assert told.status_code in {400, 404}
    body["source"] = "moon"
    told = admin.send("post", "mapping_preview", None, office.connection.pk, body=body)
    assert told.status_code in {400, 404}


def test_a_rep_neither_reads_nor_changes_the_settings(api, office, mapping):
    rep, pk = api(), office.connection.pk
    answers = [
        rep.get("mapping", None, pk),
        rep.get("mapping_choices", None, pk),
        save(rep, office, mapping),
        rep.send("post", "mapping_preview", None, pk),
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_another_tenants_settings_do_not_exist(neighbour, office, mapping):
    pk = office.connection.pk
    answers = [
        neighbour.get("mapping", None, pk),
        neighbour.get("mapping_choices", None, pk),
        save(neighbour, office, mapping),
        neighbour.send("post", "mapping_preview", None, pk),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert Connection.objects.get().tenant == office.tenant
