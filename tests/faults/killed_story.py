"""The accountant's acts, the readers that die, and the comparison; see ``killed_reader``."""

from __future__ import annotations

import json
import os
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.db import connections as databases
from django.utils import timezone

from xero_integration.access.actors import Actor
from xero_integration.connections import services, session
from xero_integration.models import CallSlot, Connection, Document, PollState, WebhookEvent
from xero_integration.sync import inbox, tasks
from xero_integration.testing.queue import RecordingQueue
from xero_integration.testing.world import consent

DEATHS = 25
MOST_MOMENTS = 4 * DEATHS
"""A reader that ended before its moment came is not a death."""

ACTS = ("approve", "pay", "remove_payment", "void")
LONGEST = 0.1
"""Seconds: about as long as a reader of a few invoices lives."""

ADMIN = Actor("auth.user:1", "Admin")


def play(url: str, callback: str, answer: Path) -> str:
    """Kill fifty readers: first drains, which no poll may help, then polls. What was found."""
    story = Story(url, connect(url, callback), Random(20261121))
    finish(poll)
    found = [story.phase(read, answer) for read in (drain, poll)]
    return json.dumps(found)


def connect(url: str, callback: str) -> Connection:
    """Sign in at Xero and switch writing on."""
    browser = requests.Session()
    browser.trust_env = False
    address = services.start_connect(ADMIN, "", redirect_uri=callback)
    answer = parse_qs(urlsplit(consent(address, browser=browser)).query)
    state, code = answer["state"][0], answer["code"][0]
    connection = services.finish_connect(ADMIN, "", state=state, code=code).connections[0]
    services.set_writing(connection, on=True, actor=ADMIN)
    return connection


class Story:
    def __init__(self, url: str, connection: Connection, rng: Random) -> None:
        self.url = url
        self.tenant_id = connection.xero_tenant_id
        self.rng = rng
        self.contact_id = self.act("create_invoice", element=an_invoice({"Name": "Kauri"}))[
            "contact_id"
        ]

    def act(self, name: str, **what: Any) -> Any:
        asked = {"tenant": self.tenant_id, "act": name, **what}
        answer = requests.post(f"{self.url}/_sandbox/act", json=asked, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def new_work(self, *, announced: bool) -> None:
        """New invoices, each a random way along its life; their webhooks are in the inbox."""
        moment, ids = timezone.now(), []
        for _invoice in range(self.rng.randint(1, 4)):
            made = self.act("create_invoice", element=an_invoice({"ContactID": self.contact_id}))
            ids.append(made["document_id"])
            for name in ACTS[: self.rng.randint(0, len(ACTS))]:
                self.act(name, document_id=ids[-1])
        if announced:
            events = [event(each, self.tenant_id, f"{moment:%Y-%m-%dT%H:%M:%S.%f}") for each in ids]
            inbox.take_in(json.dumps({"events": events}).encode())

    def phase(self, read: Callable[[], None], answer: Path) -> dict[str, Any]:
        """Kill readers of one kind, each followed by one that may finish; then compare."""
        killed, longest = 0, LONGEST
        for _moment in range(MOST_MOMENTS):
            if killed == DEATHS:
                break
            self.new_work(announced=read is drain)
            died = self.kill(read, self.rng.uniform(0, longest))
            killed += died
            longest = LONGEST if died else longest * 0.9
            free_leases()
            finish(read)
        finish(lambda: answer.write_text(json.dumps(differences())))
        return {"killed": killed, **json.loads(answer.read_text())}

    def kill(self, read: Callable[[], None], seconds: float) -> int:
        """Let a reader work for a while, then SIGKILL; 1 when that is what ended it."""
        pid = fork(read)
        time.sleep(seconds)
        os.kill(pid, signal.SIGKILL)
        return int(os.WIFSIGNALED(os.waitpid(pid, 0)[1]))


def event(xero_id: str, tenant_id: str, moment: str) -> dict[str, str]:
    return {
        "resourceId": xero_id,
        "eventDateUtc": moment,
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": tenant_id,
    }


def an_invoice(contact: dict[str, str]) -> dict[str, Any]:
    line = {"Description": "Advice", "Quantity": 2, "UnitAmount": 50, "AccountCode": "200"}
    return {"Type": "ACCREC", "Contact": contact, "DueDate": "2030-01-31", "LineItems": [line]}


def fork(work: Callable[[], object]) -> int:
    databases.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except Exception:  # a fork must end here whatever happens, and say why
        traceback.print_exc()
    # Nothing of the parent's may run at the end of a fork.
    os._exit(code)


def finish(work: Callable[[], object]) -> None:
    _pid, status = os.waitpid(fork(work), 0)
    if status:
        raise RuntimeError("A reader failed; see above.")


def drain() -> None:
    tasks.drain_webhooks()


def poll() -> None:
    tasks.plan_polls()
    RecordingQueue.run_all()


def free_leases() -> None:
    """Time passes: what the dead reader held is free again, its place too; every poll is due."""
    now, free = timezone.now(), {"lease_token": None, "lease_until": None}
    WebhookEvent.objects.update(**free, due_at=now)
    PollState.objects.update(**free, next_at=now)
    CallSlot.objects.all().delete()


def differences() -> dict[str, Any]:
    """Sales invoices whose mirror differs from Xero, and events that were left behind."""
    client = session.client_for(Connection.objects.get())
    there = {
        str(each.invoice_id): [each.status, str(each.total), str(each.amount_paid)]
        for page in client.invoices.pages(where='Type=="ACCREC"')
        for each in page.records
    }
    here = {
        row.xero_id: [row.status, str(row.total), str(row.amount_paid)]
        for row in Document.objects.filter(kind="ACCREC")
    }
    keys = sorted(there.keys() | here.keys())
    return {
        "compared": len(keys),
        "differences": [
            [key, there.get(key), here.get(key)] for key in keys if there.get(key) != here.get(key)
        ],
        "waiting": WebhookEvent.objects.filter(state="waiting").count(),
    }
