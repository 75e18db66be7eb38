"""What the invoice of a deal would be: the same plan as the form's, with nothing kept or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from ..access.doors import OpenDeal, may
from ..access.permissions import Permission
from ..connections.models import Connection
from . import services
from .deal_address import deal_address
from .matrix import role_may_approve
from .models import InvoiceDraft
from .plan import Plan
from .problems import Problem
from .unattended import draft_of, form_of, unreadable

SWITCH = "read_only"
"""The problem that a dry run is made in spite of."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """``plan`` is None while the deal has values that can't be read; ``unreadable`` says which."""

    plan: Plan | None
    unreadable: Sequence[str] = ()

    @property
    def problems(self) -> Sequence[Problem]:
        """What a person has to mend on the form, blocking ones first."""
        found = self.plan.problems if self.plan else ()
        rest = [problem for problem in found if problem.code != SWITCH]
        return sorted(rest, key=lambda problem: not problem.blocking)


def dry_run(request: HttpRequest, deal: OpenDeal, connection: Connection) -> DryRun:
    """Plan the deal's invoice as its form opens; a customer without a link would be created.

    Raises HostDataError when the deal can't be read as an invoice.
    """
    made = services.prefill(deal, connection)
    if not made.values["contact_id"]:
        made.values["contact_create"] = "on"
    form = form_of(made.values, made.book)
    if not form.is_valid():
        return DryRun(None, unreadable(form))
    draft = draft_of(deal, form)
    row = InvoiceDraft(connection=connection, source=deal.ref.source, subject_pk=deal.ref.pk)
    plan = services.plan_for(
        row,
        draft,
        made.book,
        may_approve=may(request, deal, Permission.APPROVE)
        and role_may_approve(connection.xero_role),
        may_email=may(request, deal, Permission.EMAIL),
        deal_url=deal_address(request, deal.source, deal.obj),
        config=made.config,
    )
    return DryRun(plan)
