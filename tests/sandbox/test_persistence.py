"""The command on a real port: one line when ready, state across restarts, a clean end."""

from __future__ import annotations

import http.client
import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from tests.sandbox.identity_fixtures import VERIFIER, Form, box, challenge
from xero_integration.sandbox import persistence, webhooks

CALLBACK = "http://127.0.0.1:8999/cb"


class Command:
    """One run of ``python -m xero_integration.sandbox``."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "xero_integration.sandbox", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        self.ready = self.process.stdout.readline()
        self.url = self.ready.split()[-1] if self.ready else ""
        self.http = requests.Session()
        self.http.trust_env = False

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.http.close()
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def get(self, path: str, **more):
        return self.http.get(f"{self.url}{path}", timeout=10, **more)

    def post(self, path: str, **more):
        return self.http.post(f"{self.url}{path}", timeout=10, **more)

    def connect(self) -> dict:
        query = {
            "response_type": "code",
            "client_id": "sandbox-client",
            "redirect_uri": CALLBACK,
            "scope": "offline_access accounting.contacts accounting.settings.read",
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
        }
        form = Form(self.get("/identity/connect/authorize", params=query).text)
        fields = form.hidden | {
            "user": form.choices["user"][0],
            "tenant": form.choices["tenant"][0],
            "decision": "allow",
        }
        back = self.post(form.action, data=fields, allow_redirects=False).headers["Location"]
        code = back.split("code=")[1].split("&")[0]
        answer = self.post(
            "/connect/token",
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": CALLBACK,
                "code_verifier": VERIFIER,
            },
            auth=("sandbox-client", "sandbox-secret"),
        )
        return answer.json()


@pytest.fixture
def run():
    started: list[Command] = []

    def start(*arguments: str) -> Command:
        started.append(Command(*arguments))
        return started[-1]

    yield start
    for command in started:
        if command.process.poll() is None:
            command.stop(signal.SIGKILL)


def test_says_one_line_when_ready_and_ends_cleanly(run):
    command = run()
    assert command.ready == f"Sandbox ready: {command.url}\n"
    assert command.get("/_sandbox/clock").status_code == 200
    process = command.process
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_restart_keeps_sign_ins_and_books(run, tmp_path):
    arguments = ("--state", str(tmp_path / "deep" / "state.bin"), "--redirect-uri", CALLBACK)
    first = run(*arguments)
    tokens = first.connect()
    tenant = first.get("/_sandbox/organisations").json()[0]["tenant"]
    headers = {
        "Authorization": f"Bearer {tokens['access_token']}",
        "xero-tenant-id": tenant,
        "Accept": "application/json",
    }
    made = first.http.put(
        f"{first.url}/api.xro/2.0/Contacts",
        json={"Contacts": [{"Name": "Kept over night"}]},
        headers=headers,
        timeout=10,
    )
    assert made.status_code == 200, made.text
    assert first.stop() == 0

    second = run(*arguments)
    answer = second.post(
        "/connect/token",
        data={"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]},
        auth=("sandbox-client", "sandbox-secret"),
    )
    headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    books = second.get("/_sandbox/state", params={"tenant": tenant, "kind": "contacts"}).json()
    assert "Kept over night" in [each["name"] for each in books["contacts"].values()]
    assert second.get("/connections", headers=headers).json()[0]["tenantId"] == tenant
    assert second.stop() == 0


def test_a_killed_box_has_lost_at_most_its_last_moment(run, tmp_path):
    state = tmp_path / "state.bin"
    first = run("--state", str(state))
    first.post("/_sandbox/clock", json={"set": "2027-03-01T00:00:00", "freeze": True})
    deadline = time.monotonic() + 10
    while not state.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    first.stop(signal.SIGKILL)
    second = run("--state", str(state))
    assert second.get("/_sandbox/clock").json()["now"].startswith("2027-03-01T00:00:00")
    assert second.stop() == 0


def test_only_its_owner_may_read_the_state(run, tmp_path):
    state = tmp_path / "state.bin"
    run("--state", str(state)).stop()
    assert state.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [state]


@pytest.mark.parametrize("content", [b"", b"junk", pickle.dumps({"version": 0}), pickle.dumps([])])
def test_a_foreign_state_file_is_refused_and_left_alone(run, tmp_path, content):
    state = tmp_path / "state.bin"
    state.write_bytes(content)
    command = run("--state", str(state))
    assert command.ready == ""
    assert "state file" in command.process.stderr.read()
    assert command.stop() == 2
    assert state.read_bytes() == content


def test_a_state_file_runs_no_code(tmp_path):
    class Evil:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "proof"),))

    with pytest.raises(persistence.StateUnreadable):
        persistence.restore(box(), pickle.dumps({"version": 1, "world": Evil()}))
    assert not (tmp_path / "proof").exists()


def test_a_port_in_use_is_said_in_one_line(run):
    first = run()
    port = first.url.rsplit(":", 1)[1]
    second = run("--port", port)
    assert second.ready == ""
    assert "cannot be used" in second.process.stderr.read()
    assert second.stop() == 1


def test_a_wrong_redirect_address_is_said(run):
    command = run("--redirect-uri", "http://crm.example.com/cb")
    assert "not allowed" in command.process.stderr.read()
    assert command.stop() == 2


def test_connections_are_kept_alive_and_resets_are_real(run):
    command = run()
    wire = http.client.HTTPConnection(command.url.removeprefix("http://"), timeout=10)
    sockets = set()
    for _ in range(3):
        wire.request("GET", "/connections")
        wire.getresponse().read()
        sockets.add(wire.sock)
    wire.close()
    assert len(sockets) == 1
    assert None not in sockets
    command.post("/_sandbox/faults", json={"path": "connections", "drop": "before"})
    with pytest.raises(requests.ConnectionError):
        command.get("/connections")
    command.post("/_sandbox/faults", json={"path": "connections", "truncate": 5})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        command.get("/connections")


def test_delays_are_real_too(run):
    command = run()
    command.post("/_sandbox/faults", json={"path": "connections", "delay": 5})
    with pytest.raises(requests.ReadTimeout):
        command.http.get(f"{command.url}/connections", timeout=0.3)


class Inbox(BaseHTTPRequestHandler):
    """A webhook address that checks signatures and answers as Xero wants."""

    received: list[dict]

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.headers["x-xero-signature"] == webhooks.wire.signature("k", body)
        self.received.append(json.loads(body))
        self.send_response(200 if good else 401)
        self.end_headers()

    def log_message(self, *args):
        pass


def test_webhooks_arrive_over_the_wire_while_serving(run):
    Inbox.received = []
    inbox = HTTPServer(("127.0.0.1", 0), Inbox)
    threading.Thread(target=inbox.serve_forever, daemon=True).start()
    command = run("--redirect-uri", CALLBACK)
    url = f"http://127.0.0.1:{inbox.server_port}/hook"
    command.post("/_sandbox/webhooks", json={"url": url, "key": "k"})
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        (subscription,) = command.get("/_sandbox/webhooks").json()
        if subscription["status"] != "VERIFYING":
            break
        time.sleep(0.05)
    assert subscription["status"] == "OK"
    tokens = command.connect()
    tenant = command.get("/_sandbox/organisations").json()[0]["tenant"]
    headers = {"Authorization": f"Bearer {tokens['access_token']}", "xero-tenant-id": tenant}
    command.http.put(
        f"{command.url}/api.xro/2.0/Contacts",
        json={"Contacts": [{"Name": "Announced"}]},
        headers=headers | {"Accept": "application/json"},
        timeout=10,
    )
    while time.monotonic() < deadline and not any(each["events"] for each in Inbox.received):
        time.sleep(0.05)
    inbox.shutdown()
    inbox.server_close()
    (event,) = next(each["events"] for each in Inbox.received if each["events"])
    assert (event["eventCategory"], event["eventType"]) == ("CONTACT", "CREATE")
    assert event["tenantId"] == tenant
