"""A company whose settings are saved, an accountant in its Xero, and a night that passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.journeys.office import FormReader, Office, open_office, text_of
from xero_integration.sandbox.control.acts import perform
from xero_integration.upkeep import tasks


@dataclass
class Upkeep:
    """``clock`` is moved on: three nights within a minute would wait for Xero's limits."""

    office: Office
    clock: time_machine.Traveller

    @property
    def connection(self) -> Any:
        return self.office.connection

    @property
    def xero(self) -> Any:
        """The organisation as Xero holds it."""
        return self.office.organisation

    def act(self, act: str, /, **details: Any) -> Any:
        """Let the accountant do something in Xero."""
        return perform(self.office.sandbox, self.connection.xero_tenant_id, act, details)

    def account(self, code: str) -> Any:
        return next(each for each in self.xero.accounts.values() if each.code == code)

    def night(self) -> None:
        """The worker reads every list again, then looks at all links and defaults."""
        self.clock.shift(timedelta(days=1))
        self.office.read_everything()
        tasks.check_every_connection()
        self.office.queue.run_all(include_delayed=True)

    @property
    def url(self) -> str:
        return reverse("xero_integration:check_up", args=[self.connection.pk])

    def source(self) -> str:
        answer = self.office.admin.get(self.url)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def page(self) -> str:
        """The page as the administrator reads it."""
        return text_of(self.office.admin.get(self.url))

    def press(self, title: str, action: str) -> Any:
        """Press a button of the proposal with this title."""
        for article in re.findall(r"<article.*?</article>", self.source(), flags=re.S):
            if title in unescape(re.sub(r"<[^>]+>", "", article)):
                address = re.findall(r'action="([^"]+)"', article)[0]
                seen = re.findall(r'name="seen" value="([^"]+)"', article)[0]
                return self.office.admin.post(address, {"seen": seen, "action": action})
        raise AssertionError(f"There is no proposal about {title}.")

    def defaults(self) -> dict[str, str]:
        """The form "Defaults" as it stands."""
        return FormReader(self._defaults_page(), "xi-defaults-form").values

    def save_defaults(self, **changed: str) -> None:
        address = reverse("xero_integration:defaults", args=[self.connection.pk])
        answer = self.office.admin.post(address, {**self.defaults(), **changed})
        assert answer.status_code == 302, text_of(answer)

    def _defaults_page(self) -> str:
        address = reverse("xero_integration:defaults", args=[self.connection.pk])
        return str(self.office.admin.get(address).content.decode())


@pytest.fixture
def upkeep(
    host: Any, transactional_db: None, sandbox: Any, queue: Any, sign_in: Any
) -> Iterator[Upkeep]:
    with time_machine.travel(timezone.now(), tick=True) as clock:
        yield Upkeep(open_office(host, sandbox, queue, sign_in), clock)
