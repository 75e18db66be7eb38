"""One Xero organisation in a box, as a host's tests want it: connected, quick, and obedient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from ..connections.models import Connection
from ..documents import services as documents
from ..documents.models import Document
from ..documents.plan import Plan
from ..documents.unattended import PlannedInvoice, plan_invoice, trusted_deal
from ..host.registry import get_source
from ..linking import services as linking
from ..mapping import services as mapping
from ..outbox import runner
from ..outbox.models import Operation, OperationState
from ..sandbox import Sandbox
from ..sandbox.control.acts import perform
from ..sync.by_hand import Wanted, sync
from .books import contacts_of, invoices_of
from .listening import Listener
from .opening import ACTOR, SITE, connect
from .queue import RecordingQueue

Which = Document | Mapping[str, Any] | str
"""A document: the mirrored row, Xero's own JSON, or Xero's id or number of it."""


@dataclass
class Xero:
    """What the fixture ``xero`` gives. Amounts are ``Decimal``, ids are Xero's, as text.

    What happens in Xero (``pay``, ``void``, …) reaches the app when ``settle()`` is called.
    """

    sandbox: Sandbox
    """Xero itself. What ``act`` does in it is public; its insides are not, and may change."""
    connection: Connection
    """The connected organisation: Xero's demo company in New Zealand, with writing on."""
    queue: type[RecordingQueue] = RecordingQueue
    _seen: int = field(default=0)

    @classmethod
    def connected(cls, sandbox: Sandbox, *, tenant: str = "", organisation: int = 0) -> Xero:
        """Connect one of the sandbox's organisations (0 to 2) for a tenant of the host."""
        opened = cls(sandbox, connect(tenant, organisation=organisation))
        opened.settle()
        opened.forget_calls()
        return opened

    def connect(self, tenant: str, *, organisation: int = 0) -> Xero:
        """Connect the sandbox for another tenant as well; the answer speaks for that one."""
        return Xero.connected(self.sandbox, tenant=tenant, organisation=organisation)

    # ---- a deal of the host --------------------------------------------------------------

    def plan(self, source: str, obj: Any, **changes: str) -> Plan:
        """What creating the deal's invoice would do: ``payload``, ``totals``, ``problems``.

        ``source`` is the key in ``SOURCES``; ``changes`` are fields of the invoice form that a
        person would change, such as ``save_as="AUTHORISED"`` or ``reference="PO 7"``.
        """
        return self._planned(source, obj, changes).plan

    def create_invoice(self, source: str, obj: Any, **changes: str) -> Document:
        """Create it as a person does who changes nothing else; the mirrored document.

        Fails the test with the plan's problems, or with what Xero said, when there is none.
        """
        operation = self.send_invoice(source, obj, **changes)
        if operation.state != OperationState.DONE:
            raise AssertionError(f"{operation.state_label}: {operation.error_message}")
        return Document.objects.get(operation=operation)

    def send_invoice(self, source: str, obj: Any, **changes: str) -> Operation:
        """As ``create_invoice``, for tests of what goes wrong: how far it came."""
        draft, plan = self._planned(source, obj, changes)
        if plan.blocked:
            raise AssertionError("\n".join(str(problem.message) for problem in plan.problems))
        return documents.create_invoice(draft, plan, actor=ACTOR)

    def documents(self, source: str, obj: Any) -> list[Document]:
        """What is mirrored of this deal, the newest first."""
        ref = get_source(source).ref(obj)
        mine = Document.objects.of_deal(ref).filter(connection=self.connection)
        return list(mine.newest_first())

    def configure(self, **changes: Any) -> None:
        """Save the field mapping and the defaults with changes, as a settings page does.

        ``xero.configure(status="AUTHORISED", item_policy="must_link", account_code="260")``
        """
        config, revision = mapping.current(self.connection)
        kept = {name: _like(getattr(config, name), value) for name, value in changes.items()}
        mapping.save(self.connection, replace(config, **kept), actor=ACTOR, based_on=revision)

    def link_contact(self, party_key: str, contact_id: str) -> None:
        """Link a customer (``crm.company:12``) to a contact of ``contacts()``."""
        linking.link_contact(self.connection, party_key, contact_id, actor=ACTOR)

    def party_key(self, source: str, obj: Any) -> str:
        """The key of the deal's customer, "" when it has none."""
        party = get_source(source).draft(obj).party
        return party.key if party else ""

    def _planned(self, source: str, obj: Any, changes: Mapping[str, str]) -> PlannedInvoice:
        request = RequestFactory(SERVER_NAME="testserver").get("/", secure=True)
        request.user = AnonymousUser()
        deal = trusted_deal(source, obj, actor=ACTOR, tenant=self.connection.tenant)
        url = SITE + (deal.source.url(request, obj) or "/")
        return plan_invoice(deal, self.connection, deal_url=url, changes=changes)

    # ---- time passes ---------------------------------------------------------------------

    def run_tasks(self, *, include_delayed: bool = False) -> int:
        """Play the worker until nothing waits; how many tasks ran."""
        return self.queue.run_all(include_delayed=include_delayed)

    def settle(self) -> None:
        """Some minutes pass: the worker does what waits, then hears what changed in Xero.

        Fails the test when Xero can't be read, except where the sign-in is lost.
        """
        self._work()
        self.connection.refresh_from_db()
        if self.connection.is_usable:
            listener = Listener()
            sync(self.connection, Wanted(), listener)
            if listener.failures:
                raise AssertionError("; ".join(listener.failures))
            self._work()

    def _work(self) -> None:
        """What waits for a later moment is due now."""
        self.run_tasks(include_delayed=True)
        waiting = Operation.objects.open().filter(connection=self.connection)
        waiting.update(due_at=timezone.now())
        runner.run_due()
        self.run_tasks(include_delayed=True)

    # ---- what stands in Xero -------------------------------------------------------------

    def invoices(self) -> list[dict[str, Any]]:
        """The invoices that this app made, as Xero's API shows them, the oldest first.

        Names are Xero's: ``Status``, ``Total``, ``AmountDue``, ``Contact``, ``LineItems``.
        """
        return invoices_of(self.sandbox, self.connection.xero_tenant_id)

    def invoice(self) -> dict[str, Any]:
        """The one invoice that this app made; fails the test when there are none, or more."""
        found = self.invoices()
        if len(found) != 1:
            raise AssertionError(f"Xero holds {len(found)} invoices of this app, not one.")
        return found[0]

    def contacts(self) -> list[dict[str, Any]]:
        """Every active contact of the organisation, as Xero's API shows it."""
        return contacts_of(self.sandbox, self.connection.xero_tenant_id)

    def calls(self) -> list[str]:
        """``METHOD path`` of each call to Xero since the start or ``forget_calls()``."""
        log = self.sandbox.log.entries[self._seen :]
        return [f"{call.method} {call.path}" for call in log]

    def forget_calls(self) -> None:
        """Let ``calls()`` begin here."""
        self._seen = len(self.sandbox.log.entries)

    # ---- what an accountant does in Xero -------------------------------------------------

    def approve(self, which: Which) -> None:
        """Approve a draft, which gives it its number and makes it payable."""
        self.act("approve", document_id=_id_of(which))

    def pay(self, which: Which, amount: Decimal | None = None) -> None:
        """Pay all that is due, or a part. Xero takes payments of approved invoices only."""
        self.act("pay", document_id=_id_of(which), amount=amount)

    def void(self, which: Which) -> None:
        """Void an approved invoice that nothing was paid of."""
        self.act("void", document_id=_id_of(which))

    def act(self, act: str, /, **arguments: Any) -> Any:
        """Any of "Acts in Xero" below by its name: ``act("edit_item", item_id=…, changes=…)``.

        Raises ValueError with Xero's own words for what Xero refuses.
        """
        return perform(self.sandbox, self.connection.xero_tenant_id, act, arguments)

    # ---- what goes wrong -----------------------------------------------------------------

    def fail_next(
        self,
        calls: int = 1,
        *,
        status: int = 503,
        path: str = "",
        method: str = "",
        lost: bool = False,
    ) -> None:
        """Let the next calls fail with ``status``, those to ``path`` (a pattern) alone if given.

        With ``lost`` Xero does what is asked, and its answer never arrives.
        """
        how: dict[str, Any] = {"drop": "after"} if lost else {"status": status}
        self.sandbox.faults.add_fault(method, path, times=calls, **how)

    def lose_sign_in(self) -> None:
        """The consent ends at Xero; the app learns of it at its next call."""
        self.act("end_sign_in", connection_id=self.connection.xero_connection_id)


def _like(before: object, value: Any) -> Any:
    """A choice may be given by its value."""
    return type(before)(value) if isinstance(before, Enum) else value


def _id_of(which: Which) -> str:
    if isinstance(which, Document):
        return which.xero_id
    return which if isinstance(which, str) else str(which["InvoiceID"])
