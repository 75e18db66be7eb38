"""One call: what Xero receives, what the caller gets, what is noted."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from xero_integration.client import Endpoints, Exchange, Timeouts, XeroHTTP
from xero_integration.exceptions import NotFound, NotSent, OutcomeUnknown, Throttled, Unavailable

from .conftest import API, TENANT, TOKEN

Answers = Callable[..., Any]


def last(xero: responses.RequestsMock) -> requests.PreparedRequest:
    return xero.calls[-1].request


class TestWhatXeroReceives:
    def test_a_read_names_token_tenant_and_json(
        self, http: XeroHTTP, xero: responses.RequestsMock, answers: Answers
    ) -> None:
        answers("GET", "Invoices", json={})
        since = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
        params = {"page": 2, "includeArchived": True, "IDs": ["a", "b"], "where": None}
        http.call("GET", "Invoices", params=params, if_modified_since=since)
        sent = last(xero)
        assert sent.headers["Authorization"] == f"Bearer {TOKEN}"
        assert sent.headers["xero-tenant-id"] == TENANT
        assert sent.headers["Accept"] == "application/json"
        assert sent.headers["If-Modified-Since"] == "2026-09-14T09:30:00"
        assert sent.url == f"{API}/Invoices?page=2&includeArchived=true&IDs=a%2Cb"
        assert sent.body is None

    def test_a_write_carries_its_key_and_exact_json(
        self, http: XeroHTTP, xero: responses.RequestsMock, answers: Answers
    ) -> None:
        answers("PUT", "Items", json={})
        http.call("PUT", "Items", body={"UnitPrice": Decimal("40.00")}, idempotency_key="key-1")
        sent = last(xero)
        assert sent.headers["Idempotency-Key"] == "key-1"
        assert sent.headers["Content-Type"] == "application/json"
        assert sent.body == b'{"UnitPrice":40.00}'

    @pytest.mark.parametrize("method", ["PUT", "POST", "PATCH"])
    @pytest.mark.parametrize("key", [None, "", "  ", "k" * 129])
    def test_a_write_without_a_usable_key_is_not_sent(
        self, http: XeroHTTP, xero: responses.RequestsMock, method: str, key: str | None
    ) -> None:
        with pytest.raises(ValueError, match="idempotency key"):
            http.call(method, "Items", body={}, idempotency_key=key)
        assert not xero.calls

    def test_identity_calls_name_no_tenant(
        self, xero: responses.RequestsMock, answers: Answers
    ) -> None:
        answers("GET", "https://api.xero.com/connections", json=[])
        for tenant in ("", TENANT):
            http = XeroHTTP(Endpoints.real(), token=TOKEN, tenant_id=tenant)
            http.call("GET", Endpoints.real().connections)
            assert "xero-tenant-id" not in last(xero).headers

    def test_a_netrc_file_does_not_replace_the_token(
        self,
        http: XeroHTTP,
        xero: responses.RequestsMock,
        answers: Answers,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        netrc = tmp_path / "netrc"
        netrc.write_text("machine api.xero.com login someone password else\n")
        monkeypatch.setenv("NETRC", str(netrc))
        answers("GET", "Organisation", json={})
        http.call("GET", "Organisation")
        assert last(xero).headers["Authorization"] == f"Bearer {TOKEN}"

    def test_cookies_are_not_kept(
        self, http: XeroHTTP, xero: responses.RequestsMock, answers: Answers
    ) -> None:
        answers("GET", "Organisation", json={}, headers={"Set-Cookie": "a=b; Path=/"})
        http.call("GET", "Organisation")
        http.call("GET", "Organisation")
        assert "Cookie" not in last(xero).headers


class TestWhatTheCallerGets:
    def test_a_redirect_is_not_followed(
        self, http: XeroHTTP, xero: responses.RequestsMock, answers: Answers
    ) -> None:
        answers("GET", "Invoices", status=302, headers={"Location": "https://elsewhere.test/"})
        with pytest.raises(Unavailable):
            http.call("GET", "Invoices")
        assert len(xero.calls) == 1

    def test_an_error_answer_is_raised_as_its_error(self, http: XeroHTTP, answers: Answers) -> None:
        answers("GET", "Invoices/x", status=404, body="", content_type="text/html")
        with pytest.raises(NotFound) as raised:
            http.call("GET", "Invoices/x")
        assert raised.value.status == 404

    def test_a_failure_is_called_once_and_not_repeated(
        self, http: XeroHTTP, xero: responses.RequestsMock, answers: Answers
    ) -> None:
        answers("PUT", "Invoices", body=requests.ReadTimeout("slow"))
        with pytest.raises(OutcomeUnknown):
            http.call("PUT", "Invoices", body={}, idempotency_key="k")
        assert len(xero.calls) == 1


class TestWhatIsNoted:
    def test_limits_and_time_are_reported_for_every_answer(
        self, http: XeroHTTP, answers: Answers, exchanges: list[Exchange]
    ) -> None:
        headers = {
            "X-DayLimit-Remaining": "4999",
            "X-MinLimit-Remaining": "0",
            "X-AppMinLimit-Remaining": "9000",
            "X-Rate-Limit-Problem": "minute",
            "Retry-After": "26",
            "xero-correlation-id": "c-7",
        }
        answers("GET", "Invoices", status=429, headers=headers)
        with pytest.raises(Throttled):
            http.call("GET", "Invoices", params={"where": 'Name=="Jane"'})
        (noted,) = exchanges
        assert (noted.method, noted.path, noted.status) == ("GET", "/api.xro/2.0/Invoices", 429)
        assert (noted.tenant_id, noted.correlation_id) == (TENANT, "c-7")
        assert noted.limits.day_remaining == 4999
        assert noted.limits.minute_remaining == 0
        assert noted.limits.app_minute_remaining == 9000
        assert (noted.limits.problem, noted.limits.retry_after) == ("minute", 26)
        assert noted.seconds >= 0

    def test_a_call_without_an_answer_is_reported_too(
        self, http: XeroHTTP, answers: Answers, exchanges: list[Exchange]
    ) -> None:
        answers("GET", "Invoices", body=requests.ConnectTimeout("slow"))
        with pytest.raises(NotSent):
            http.call("GET", "Invoices")
        assert [noted.status for noted in exchanges] == [None]

    def test_the_log_tells_the_facts_and_no_content(
        self, http: XeroHTTP, answers: Answers, caplog: pytest.LogCaptureFixture
    ) -> None:
        answers("PUT", "Contacts", json={"Contacts": []}, headers={"xero-correlation-id": "c-8"})
        with caplog.at_level(logging.DEBUG, logger="xero_integration"):
            http.call("PUT", "Contacts", body={"Name": "Jane Roe"}, idempotency_key="k")
        (record,) = [r for r in caplog.records if r.name == "xero_integration.client.http"]
        facts = vars(record)
        assert facts["xero_method"] == "PUT"
        assert facts["xero_path"] == "/api.xro/2.0/Contacts"
        assert facts["xero_status"] == 200
        assert facts["xero_correlation_id"] == "c-8"
        assert facts["xero_seconds"] >= 0
        assert "Jane" not in json.dumps(facts, default=str)
        assert TOKEN not in json.dumps(facts, default=str)


class _Server:
    """A socket that answers each request with given bytes, or hangs when there are none."""

    def __init__(self, *answers: bytes) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections: list[socket.socket] = []
        self._answers = list(answers)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):  # once the test is over
            while True:
                connection, _ = self.listener.accept()
                self.connections.append(connection)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        while connection.recv(65536) and self._answers:
            connection.sendall(self._answers.pop(0))
            if not self._answers:
                connection.close()
                return

    def close(self) -> None:
        """Closed after the thread has ended: it may be about to read."""
        sockets = [self.listener, *self.connections]
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=5)
        for each in sockets:
            each.close()


@pytest.fixture
def serve() -> Iterator[Callable[..., tuple[_Server, XeroHTTP]]]:
    servers: list[_Server] = []

    def start(*answers: bytes) -> tuple[_Server, XeroHTTP]:
        server = _Server(*answers)
        servers.append(server)
        endpoints = Endpoints.at(f"http://127.0.0.1:{server.port}")
        return server, XeroHTTP(
            endpoints, token=TOKEN, tenant_id=TENANT, timeouts=Timeouts(connect=2, read=0.3)
        )

    yield start
    for server in servers:
        server.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class TestOnARealSocket:
    def test_the_connection_is_used_again(self, serve: Callable[..., Any]) -> None:
        server, http = serve(OK, OK, OK)
        again = XeroHTTP(http.endpoints, token="other", tenant_id=TENANT)
        http.call("GET", "Organisation")
        again.call("GET", "Organisation")
        assert len(server.connections) == 1

    def test_a_cut_answer_leaves_a_write_unknown(self, serve: Callable[..., Any]) -> None:
        cut = OK.replace(b"Length: 2", b"Length: 900")
        _, http = serve(cut)
        with pytest.raises(OutcomeUnknown):
            http.call("PUT", "Invoices", body={}, idempotency_key="k")

    def test_silence_ends_at_the_read_time_out(self, serve: Callable[..., Any]) -> None:
        _, http = serve()
        with pytest.raises(OutcomeUnknown):
            http.call("PUT", "Invoices", body={}, idempotency_key="k")
        with pytest.raises(Unavailable):
            http.call("GET", "Invoices")

    def test_a_reset_leaves_a_write_unknown(self, serve: Callable[..., Any]) -> None:
        _, http = serve(b"")
        with pytest.raises(OutcomeUnknown):
            http.call("PUT", "Invoices", body={}, idempotency_key="k")

    def test_a_closed_port_means_not_sent(self) -> None:
        with socket.socket() as unheard:
            unheard.bind(("127.0.0.1", 0))
            http = XeroHTTP(
                Endpoints.at(f"http://127.0.0.1:{unheard.getsockname()[1]}"), token=TOKEN
            )
            with pytest.raises(NotSent):
                http.call("PUT", "Invoices", body={}, idempotency_key="k")
