"""Where calls go."""

from __future__ import annotations

import pytest

from xero_integration.client import Endpoints, Timeouts


@pytest.mark.parametrize("base", ["http://127.0.0.1:8020", "http://127.0.0.1:8020/"])
def test_a_stand_in_serves_everything_by_path(base: str) -> None:
    endpoints = Endpoints.at(base)
    assert endpoints.authorize == "http://127.0.0.1:8020/identity/connect/authorize"
    assert endpoints.token == "http://127.0.0.1:8020/connect/token"
    assert endpoints.revocation == "http://127.0.0.1:8020/connect/revocation"
    assert endpoints.connections == "http://127.0.0.1:8020/connections"
    assert endpoints.accounting == "http://127.0.0.1:8020/api.xro/2.0"
    assert endpoints.deep_links == "http://127.0.0.1:8020"


@pytest.mark.parametrize(
    "base", ["http://xero.example.com", "http://8.8.8.8", "ftp://127.0.0.1", "", "127.0.0.1:8020"]
)
def test_secrets_do_not_leave_the_house_in_plain_text(base: str) -> None:
    with pytest.raises(ValueError, match=r"https|web address"):
        Endpoints.at(base)


@pytest.mark.parametrize(
    "base", ["https://xero.example.com", "http://xero:8020", "http://[::1]:1", "http://x.localhost"]
)
def test_private_names_and_https_are_fine(base: str) -> None:
    assert Endpoints.at(base).token.startswith(base)


@pytest.mark.parametrize("base", ["https://a:b@xero.test", "https://xero.test?a=b"])
def test_an_address_has_no_extras(base: str) -> None:
    with pytest.raises(ValueError, match="only scheme"):
        Endpoints.at(base)


@pytest.mark.parametrize("wrong", [{"connect": 0}, {"read": -1}])
def test_a_call_always_has_time_outs(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="above zero"):
        Timeouts(**wrong)
