"""A company whose queue is django-q2's, with nothing to do, or with something overdue."""

from __future__ import annotations

import pytest

from tests.background.moments import ago, ahead
from tests.outbox.company import Company, open_company
from xero_integration.models import Operation, PollState

DJANGO_Q = "xero_integration.background.DjangoQ"


@pytest.fixture
def company(host, transactional_db, sandbox, queue, sign_in, settings) -> Company:
    company = open_company(host, sandbox, queue, sign_in, settings)
    settings.XERO_INTEGRATION = {**settings.XERO_INTEGRATION, "QUEUE": DJANGO_Q}
    PollState.objects.update(next_at=ahead(hours=1))
    return company


@pytest.fixture
def overdue(company: Company) -> Operation:
    """A worker was told of it five minutes ago."""
    operation = company.submit(in_background=True)
    Operation.objects.filter(pk=operation.pk).update(due_at=ago(minutes=5))
    return operation
