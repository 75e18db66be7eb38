"""A connected company that submits operations, and a process of it that can die on the way."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.kept import Opened, opened
from xero_integration.access.actors import Actor
from xero_integration.client import wire
from xero_integration.documents.marker import marked_url
from xero_integration.models import Connection, Operation
from xero_integration.outbox import runner
from xero_integration.outbox import services as outbox
from xero_integration.sandbox import Sandbox, SandboxTransport
from xero_integration.testing import world
from xero_integration.testing.queue import RecordingQueue

INVOICES = "/api.xro/2.0/Invoices"
CONTACTS = "/api.xro/2.0/Contacts"
REP = Actor("auth.user:5", "Robin Rep")
TRANSPORT = "tests.outbox.company.transport"


class Killed(BaseException):
    """The process ended here: nothing after it runs, as with SIGKILL."""


class MortalTransport(SandboxTransport):
    """Ends the process at the ``moment``, before or after Xero got what is sent to ``path``."""

    moment: ClassVar[str] = ""
    path: ClassVar[str] = ""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        struck = bool(self.moment) and self.path in request.url and request.method != "GET"
        if struck and self.moment == "before":
            raise Killed
        answer = super().send(request, *args, **kwargs)
        if struck:
            raise Killed
        return answer


def transport() -> MortalTransport:
    return MortalTransport(world.transport().sandbox)


@contextmanager
def dying(moment: str, *, at: str = INVOICES) -> Iterator[None]:
    """The process that works inside this block dies ``before`` or ``after`` Xero is reached."""
    MortalTransport.moment, MortalTransport.path = moment, at
    try:
        yield
    except Killed:
        pass
    else:
        raise AssertionError("Nothing was sent that could have killed the process.")
    finally:
        MortalTransport.moment = ""


@contextmanager
def later(**passed: float) -> Iterator[None]:
    with time_machine.travel(timezone.now() + timedelta(**passed), tick=True):
        yield


def invoice_json(pk: uuid.UUID, contact: dict[str, str], **more: Any) -> str:
    payload = {
        "Type": "ACCREC",
        "Contact": contact,
        "Date": "2026-11-20",
        "DueDate": "2026-12-20",
        "LineAmountTypes": "Exclusive",
        "Status": "DRAFT",
        "Url": marked_url("https://crm.example/deals/7/", pk),
        "LineItems": [
            {"Description": "Oven", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}
        ],
        **more,
    }
    return wire.encode(payload).decode()


@dataclass
class Company:
    sandbox: Sandbox
    queue: type[RecordingQueue]
    connection: Connection
    _seen: int = field(default=0)

    @property
    def books(self) -> Any:
        return self.sandbox.world.organisations[self.connection.xero_tenant_id]

    @property
    def contact_id(self) -> str:
        """Somebody whom Xero knows already."""
        return next(key for key, each in self.books.contacts.items() if each.status == "ACTIVE")

    def submit(
        self, deal: str = "1", *, contact: Operation | None = None, **more: Any
    ) -> Operation:
        """One invoice for a deal; ``more`` are fields of its JSON or arguments of ``submit``."""
        pk = more.pop("pk", None) or uuid.uuid4()
        told = {"in_background": more.pop("in_background", False)}
        named = {"ContactNumber": str(contact.pk)} if contact else {"ContactID": self.contact_id}
        return outbox.submit(
            self.connection,
            "invoice.create",
            subject=f"deal:{deal}",
            intent=more.pop("intent", "create"),
            body=invoice_json(pk, named, **more),
            actor=REP,
            pk=pk,
            depends_on=contact,
            **told,
        )

    def submit_contact(
        self, name: str = "Kauri Joinery", *, in_background: bool = False
    ) -> Operation:
        pk = uuid.uuid4()
        body = {"Name": name, "ContactNumber": str(pk)}
        return outbox.submit(
            self.connection,
            "contact.create",
            subject="party:1",
            intent=f"create:{pk}",
            body=wire.encode(body).decode(),
            actor=REP,
            pk=pk,
            in_background=in_background,
        )

    def submit_contact_update(self, **fields: str) -> Operation:
        """Of a contact that Xero knows already."""
        body = {"ContactID": self.contact_id, **fields}
        return outbox.submit(
            self.connection,
            "contact.update",
            subject="party:1",
            intent="update",
            body=wire.encode(body).decode(),
            actor=REP,
            in_background=False,
        )

    def invoices(self) -> list[str]:
        """The marks of the invoices that Xero holds from us, once per invoice."""
        marks = [each.url.partition("#invoice-")[2] for each in self.books.invoices.values()]
        return sorted(mark for mark in marks if mark)

    def puts(self, path: str = INVOICES) -> list[Any]:
        """What was sent to create something, call by call."""
        calls = list(self.sandbox.log)[self._seen :]
        return [call for call in calls if call.method == "PUT" and call.path == path]

    def calls(self) -> list[str]:
        return [f"{call.method} {call.path}" for call in list(self.sandbox.log)[self._seen :]]

    def forget_calls(self) -> None:
        self._seen = len(self.sandbox.log)


def work(**passed: float) -> None:
    """The sweeper comes by after a while, as often as it finds something."""
    with later(**passed):
        runner.run_due()
        runner.run_due()


def open_company(host: Any, sandbox: Sandbox, queue: Any, sign_in: Any, settings: Any) -> Company:
    """Connected as an admin does it, and nothing else done yet."""
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "TRANSPORT": TRANSPORT}

    def opening() -> Opened:
        admin = sign_in("admin", tenant="north" if host.has_tenants else "")
        return world.connect(admin, reverse("xero_integration:connect")), {"admin": admin}

    connection, _people = opened("company", sandbox, opening)
    company = Company(sandbox, queue, connection)
    queue.tasks.clear()
    company.forget_calls()
    return company
