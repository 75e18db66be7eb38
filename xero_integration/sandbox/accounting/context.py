"""Who changes which books at what time: an API call or an accountant at work in Xero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from .records import HistoryRecord, Organisation
from .refusals import UnknownRecordError

if TYPE_CHECKING:
    from xero_integration.sandbox.app import Sandbox


@dataclass(frozen=True)
class Context:
    """`app` is the calling app's client id; it is empty when a person works in Xero."""

    sandbox: Sandbox
    organisation: Organisation
    app: str = ""
    person: str = "Accountant"

    @classmethod
    def of(cls, sandbox: Sandbox, tenant_id: str) -> Context:
        organisation = sandbox.world.organisations.get(tenant_id)
        if organisation is None:
            raise UnknownRecordError("There is no such organisation.")
        return cls(sandbox, organisation)

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    @property
    def today(self) -> date:
        """Documents without a date get today's date where the organisation is."""
        return self.now.astimezone(ZoneInfo(self.organisation.profile.zone)).date()

    @property
    def tenant(self) -> str:
        return self.organisation.tenant_id

    @property
    def price_places(self) -> int:
        """Xero's own screens keep four decimal places in a price."""
        return 4

    def new_id(self) -> str:
        return self.sandbox.world.new_id()

    def notify(self, category: str, resource_id: str, event_type: str) -> None:
        self.sandbox.notify(self.tenant, category, resource_id, event_type)

    def note(self, resource_id: str, changes: str, details: str = "") -> None:
        """Add a line to the history of a record."""
        entry = HistoryRecord(changes, self.person, self.now, details)
        self.organisation.history.setdefault(resource_id, []).append(entry)
