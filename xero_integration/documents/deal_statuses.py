"""How each of many deals stands in Xero: for lists and boards of a host, in one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from operator import attrgetter
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest

from ..access.doors import OpenDeal, open_object
from ..access.permissions import Permission
from ..exceptions import NotAllowed, XeroIntegrationError
from ..host.records import SubjectRef
from .models import Document

ITS_DEAL = attrgetter("subject_pk", "tenant")
"""Annotated, so unknown to the type of a document."""


def visible_deals(request: HttpRequest, source: str, objects: Collection[Any]) -> list[OpenDeal]:
    """Those of the host's records whose documents this caller may see."""
    found = []
    for obj in objects:
        try:
            found.append(open_object(request, source, obj, Permission.VIEW))
        except NotAllowed:
            continue
        except XeroIntegrationError:
            break  # not signed in, or not strongly enough: nothing may be seen
    return found


def newest_documents(deals: Collection[OpenDeal]) -> Mapping[SubjectRef, Document]:
    """The newest document of each deal that has one."""
    if not deals:
        return {}
    refs = {(deal.ref.pk, deal.tenant): deal.ref for deal in deals}
    newest_of_its_deal = Window(
        RowNumber(),
        partition_by=[F("deal_links__subject_pk"), F("connection__tenant")],
        order_by=[F("date").desc(), F("learned_at").desc()],
    )
    documents = (
        Document.objects.filter(
            deal_links__source=next(iter(deals)).ref.source,
            deal_links__subject_pk__in={pk for pk, _tenant in refs},
            connection__tenant__in={tenant for _pk, tenant in refs},
        )
        .annotate(
            subject_pk=F("deal_links__subject_pk"),
            tenant=F("connection__tenant"),
            place=newest_of_its_deal,
        )
        .filter(place=1)
    )
    mine = ((refs.get(ITS_DEAL(document)), document) for document in documents)
    return {ref: document for ref, document in mine if ref is not None}
