"""Every code that the app gives stands on the errors page, with its meaning and a way out."""

from __future__ import annotations

import ast

import pytest

import xero_integration.exceptions
from tools import error_codes, errors_page
from tools.error_codes import Source
from tools.error_ways import MEANINGS, WAYS_OUT

pytestmark = pytest.mark.gate

SNIPPET = """
raise ConnectFailed("Moon", code="moon_full", user_message=FULL)
answer({"code": "tide_low"})
problem("wind_high", _("Too much wind."), 409)
class Becalmed(APIException):
    default_code = "wind_none"
    default_detail = "No wind."
CODES: dict[type, str] = {Wave: "wave_high"}
yield Problem("boat_missing", _("Choose a boat."), blocking=False)
yield Reason("fog", Level.WARNING, _("Fog for %(hours)s hours.") % {}, _("Wait."))
check(id="xero_integration.W999")
"""


def test_every_code_has_a_way_out_and_no_way_out_is_left_over():
    known = errors_page.codes()
    told = known["errors"] | known["own"] | known["checks"]
    assert told - set(WAYS_OUT) == set(), "say in tools/error_ways.py what to do"
    spoken = told | known["findings"]
    assert set(WAYS_OUT) - spoken == set(), "no source gives these any more"
    assert set(MEANINGS) - known["own"] == set()


def test_every_code_stands_on_the_page():
    page = errors_page.PAGE.read_text()
    everything = set().union(*errors_page.codes().values())
    assert {code for code in everything if f"`{code}`" not in page} == set()


def test_every_code_has_its_sentence():
    named = {getattr(error, "code", "") for error in error_codes.errors()}
    spoken = {said.code for said in error_codes.own_codes() if said.sentence}
    own = {said.code for said in error_codes.own_codes()}
    assert own - named - spoken - set(MEANINGS) == set(), "say in tools/error_ways.py what it is"


def test_every_problem_and_every_finding_has_its_sentence():
    assert {said.code for said in error_codes.problems() if not said.sentence} == set()
    silent = {said.code for said in error_codes.findings() if not said.sentence}
    assert silent == {"configuration"}, "only the setting itself knows what is wrong with it"
    assert {code for code, meaning in error_codes.checks().items() if not meaning} == set()


def test_a_new_code_is_seen_wherever_it_is_given():
    source = Source(ast.parse(SNIPPET), xero_integration.exceptions)
    own = {said.code: said.sentence for said in error_codes.own_codes_of(source)}
    assert set(own) == {"moon_full", "tide_low", "wind_high", "wind_none", "wave_high"}
    assert (own["wind_high"], own["wind_none"]) == ("Too much wind.", "No wind.")
    (problem,) = error_codes.problems_of(source)
    assert (problem.code, problem.sentence, problem.blocks) == (
        "boat_missing",
        "Choose a boat.",
        "no",
    )
    (finding,) = error_codes.findings_of(source)
    assert (finding.code, finding.status, finding.way_out) == ("fog", "1", "Wait.")


def test_a_new_class_without_a_way_out_can_not_be_shown():
    class Eclipse(xero_integration.exceptions.XeroIntegrationError):
        """The sun is away."""

        code = "eclipse"

    with pytest.raises(KeyError, match="eclipse"):
        errors_page.error_section(Eclipse)
