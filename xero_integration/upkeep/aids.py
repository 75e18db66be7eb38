"""What the check-up adds to a deal's pages: what can be sent again, and what is proposed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ..connections.models import Connection
from ..pages import page_url
from .models import Freed, LinkRepair, Proposal, ProposalState
from .records import Verdict


class UpkeepAid:
    """See ``documents.aids.Aid``."""

    def sendable_again(self, operations: Collection[UUID]) -> Mapping[UUID, str]:
        freed = Freed.objects.filter(
            operation__in=operations, was_sent=False, operation__finished_at__lt=F("freed_at")
        )
        return {row.operation_id: _told(row.repair) for row in freed.select_related("repair")}

    def proposals(self, connection: Connection, names: Collection[str]) -> Mapping[str, str]:
        rows = Proposal.objects.filter(connection=connection, state=ProposalState.OPEN).filter(
            Q(old_id__in=names) | Q(old_code__in=names)
        )
        page = page_url("check_up", connection.pk)
        addresses = {}
        for row in rows:
            for name in {row.old_id, row.old_code} & set(names):
                addresses[name] = f"{page}#xi-proposal-{row.pk}" if page else ""
        return addresses


def _told(repair: LinkRepair) -> str:
    names = {"before": repair.before, "after": repair.after}
    if repair.verdict == Verdict.FINE:
        return _("%(before)s can be used again in Xero. Send it again from its form.") % names
    return _("%(after)s now stands for %(before)s. Send it again from its form.") % names
