"""With the gate on, a weak sign-in works with nothing of Xero, and is led to a second factor."""

from __future__ import annotations

import pytest
from allauth.account.signals import authentication_step_completed
from django.urls import reverse

from .office import Office, text_of

GATE = "xero_integration.access.gate.allauth_sign_in_is_strong"


@pytest.fixture
def gated(office: Office, settings) -> Office:
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "STRONG_SIGN_IN": GATE}
    return office


def test_p03_every_door_is_shut_and_shows_the_way_to_a_second_factor(gated):
    deal = gated.host.make_deal(tenant=gated.tenant)
    gated.forget_calls()
    enrolment = f'href="{reverse("mfa_index")}"'
    page = gated.rep.get(gated.host.deal_url(deal))
    assert "needs a strong sign-in" in text_of(page)
    assert "Create invoice" not in text_of(page)
    assert enrolment in page.content.decode()
    for refused in (
        gated.rep.get(gated.form_url(deal)),
        gated.press(deal, "create", {}),
        gated.admin.get(reverse("xero_integration:connections")),
        gated.admin.post(reverse("xero_integration:connect")),
    ):
        assert refused.status_code == 403
        assert enrolment in refused.content.decode()
    assert gated.calls() == []


def test_p03_with_a_second_factor_the_same_person_comes_in(gated):
    deal = gated.host.make_deal(tenant=gated.tenant)
    request = gated.rep.get(gated.host.deal_url(deal)).wsgi_request
    authentication_step_completed.send(
        sender=type(request.user), request=request, user=request.user, method="mfa", type="totp"
    )
    request.session.save()
    assert "Create invoice" in text_of(gated.rep.get(gated.host.deal_url(deal)))
    assert gated.rep.get(gated.form_url(deal)).status_code == 200
