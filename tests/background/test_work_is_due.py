"""What a guard takes for work that is due: never what waits for a person, a date or Xero."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import OperationalError, connection
from django_q.models import OrmQ, Schedule

from tests.background.moments import ago, ahead
from xero_integration import schedules
from xero_integration.management.guarding.due import (
    FOUND_BY_SCHEDULE,
    IN_THE_QUEUE,
    time_for_due_work,
)
from xero_integration.models import Operation, PollState, WebhookEvent


def work_is_due() -> bool:
    return time_for_due_work() is not None


def change(operation: Operation, **values: Any) -> None:
    Operation.objects.filter(pk=operation.pk).update(**values)


def test_nothing_is_due_on_an_idle_site(company) -> None:
    assert not work_is_due()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"state": "ready", "due_at": -5}, True),
        ({"state": "checking", "due_at": -5}, True),
        ({"state": "sending", "lease_until": -5}, True),
        ({"state": "sending", "lease_until": 1}, False),
        ({"state": "ready", "due_at": 0}, False),
        ({"state": "ready", "due_at": 120}, False),
        ({"state": "waiting", "due_at": -6000}, False),
        ({"state": "refused", "due_at": -6000}, False),
    ],
    ids=[
        "ready",
        "outcome unknown",
        "left behind by a dead process",
        "in somebody's hands",
        "just asked for",
        "held back by Xero's limits",
        "waiting for a sign-in",
        "refused",
    ],
)
def test_an_operation_is_due_by_what_its_row_says(company, values, expected) -> None:
    """Times are minutes from now."""
    times = {key: ahead(minutes=at) for key, at in values.items() if isinstance(at, int)}
    change(company.submit(), **{**values, **times})
    assert work_is_due() is expected


def test_what_depends_on_something_that_waits_is_not_due(company) -> None:
    contact = company.submit_contact()
    change(company.submit(contact=contact), due_at=ago(minutes=5))
    change(contact, state="waiting")
    assert not work_is_due()


def test_a_poll_is_due_unless_its_organisation_waits_for_a_sign_in(company) -> None:
    PollState.objects.filter(resource="items").update(next_at=ago(minutes=5))
    assert work_is_due()
    type(company.connection).objects.update(state="needs_sign_in")
    assert not work_is_due()


def test_news_that_nobody_read_are_due(company) -> None:
    WebhookEvent.objects.create(
        key="a", xero_tenant_id="b", resource_id=str(uuid.uuid4()), received_at=ago(minutes=5),
        due_at=ago(minutes=5),
    )  # fmt: skip
    assert work_is_due()


def test_a_task_in_the_queue_is_due_until_it_is_acknowledged(company) -> None:
    row = OrmQ.objects.create(key="tests", payload="a task", lock=ahead(minutes=5))
    assert time_for_due_work() == IN_THE_QUEUE
    OrmQ.objects.filter(pk=row.pk).update(key="another cluster's")
    assert not work_is_due()


def test_a_schedule_of_ours_that_nobody_ran_is_due(company) -> None:
    schedules.set_up()
    Schedule.objects.update(next_run=ahead(minutes=1))
    assert not work_is_due()
    Schedule.objects.filter(name="xero-outbox").update(next_run=ago(minutes=5))
    assert time_for_due_work() == FOUND_BY_SCHEDULE


def test_while_the_database_is_silent_nothing_is_said_to_be_due(company, caplog) -> None:
    def silence(*_statement: Any) -> None:
        raise OperationalError("the server closed the connection")

    change(company.submit(), due_at=ago(minutes=5))
    with connection.execute_wrapper(silence):
        assert not work_is_due()
    assert "The database can't be asked (OperationalError)." in caplog.text


def test_looking_costs_few_queries_however_much_there_is(
    company, django_assert_max_num_queries
) -> None:
    for number in range(5):
        company.submit(deal=str(number))
    with django_assert_max_num_queries(5):
        work_is_due()
