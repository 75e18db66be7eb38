"""The CRM of the how-tos, and the office in which their code is used."""

from __future__ import annotations

import pytest

from tests.journeys.office import Office, open_office

from .crm import Crm


@pytest.fixture
def crm(host, settings, monkeypatch) -> Crm:
    return Crm.on(host, settings, monkeypatch)


@pytest.fixture
def office(host, transactional_db, sandbox, queue, sign_in) -> Office:
    return open_office(host, sandbox, queue, sign_in)
