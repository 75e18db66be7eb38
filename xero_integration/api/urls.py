"""URLs of the REST API, under the namespace ``xero_integration_api``: mount them where you like."""

from __future__ import annotations

from django.conf import settings
from django.urls import path, re_path

from . import (
    activity,
    connecting,
    connections,
    deal_operations,
    deals,
    documents,
    drafts,
    edits,
    health,
    invoices,
    links,
    mappings,
)
from .base import UnknownAddress

app_name = "xero_integration_api"

DEAL = "deals/<str:source>/<str:pk>/"
DRAFT = f"{DEAL}draft/"
ONE = f"{DEAL}documents/<uuid:document>/"
EDIT = f"{ONE}draft/"
# Only what ends as ours do, where Django adds the slash that somebody forgot.
ANYTHING_ELSE = r"^(?:.*/)?$" if settings.APPEND_SLASH else r"^"
OPERATION = "operations/<uuid:operation_id>/"
CONNECTION = "connections/<uuid:connection_id>/"
CONTACTS = f"{CONNECTION}links/contacts/"
ITEMS = f"{CONNECTION}links/items/"

urlpatterns = [
    path(DEAL, deals.Deal.as_view(), name="deal"),
    path(f"{DEAL}refresh/", deals.DealRefresh.as_view(), name="deal_refresh"),
    path(DRAFT, drafts.DealDraft.as_view(), name="draft"),
    path(f"{DRAFT}choices/", drafts.DraftChoices.as_view(), name="draft_choices"),
    path(f"{DRAFT}plan/", drafts.DraftPlan.as_view(), name="draft_plan"),
    path(f"{DRAFT}contact/", drafts.DraftContact.as_view(), name="draft_contact"),
    path(f"{DRAFT}lines/<int:index>/item/", drafts.DraftItem.as_view(), name="draft_item"),
    path(f"{DEAL}invoices/", invoices.Invoices.as_view(), name="invoices"),
    path(
        f"{DEAL}operations/<uuid:operation>/",
        deal_operations.DealOperation.as_view(),
        name="deal_operation",
    ),
    path(f"{DEAL}documents/", documents.Documents.as_view(), name="documents"),
    path(ONE, documents.OneDocument.as_view(), name="document"),
    path(EDIT, edits.DocumentDraft.as_view(), name="edit"),
    path(f"{EDIT}choices/", edits.DocumentDraftChoices.as_view(), name="edit_choices"),
    path(f"{EDIT}plan/", edits.DocumentDraftPlan.as_view(), name="edit_plan"),
    path(f"{EDIT}contact/", edits.DocumentDraftContact.as_view(), name="edit_contact"),
    path(f"{EDIT}lines/<int:index>/item/", edits.DocumentDraftItem.as_view(), name="edit_item"),
    path(f"{EDIT}overwrite/", edits.DocumentDraftOverwrite.as_view(), name="edit_overwrite"),
    path(f"{ONE}changes/", edits.DocumentChanges.as_view(), name="edit_save"),
    path(f"{ONE}copy/", edits.DocumentCopy.as_view(), name="document_copy"),
    path(f"{ONE}actions/<str:action>/", documents.DocumentAction.as_view(), name="document_action"),
    path(f"{ONE}pdf/", documents.DocumentPdf.as_view(), name="document_pdf"),
    path(f"{ONE}online/", documents.DocumentOnline.as_view(), name="document_online"),
    path("connections/", connections.Connections.as_view(), name="connections"),
    path("connections/finish/", connecting.ConnectFinish.as_view(), name="connect_finish"),
    path(
        "connections/choices/<uuid:attempt_id>/",
        connecting.ConnectChoice.as_view(),
        name="connect_choice",
    ),
    path(CONNECTION, connections.OneConnection.as_view(), name="connection"),
    path("operations/", activity.Operations.as_view(), name="operations"),
    path(OPERATION, activity.OneOperation.as_view(), name="operation"),
    path(f"{OPERATION}retry/", activity.OperationRetry.as_view(), name="operation_retry"),
    path(f"{OPERATION}cancel/", activity.OperationCancel.as_view(), name="operation_cancel"),
    path("health/", health.Health.as_view(), name="health"),
    path(f"{CONNECTION}mapping/", mappings.ConnectionMapping.as_view(), name="mapping"),
    path(
        f"{CONNECTION}mapping/choices/", mappings.MappingChoices.as_view(), name="mapping_choices"
    ),
    path(
        f"{CONNECTION}mapping/preview/", mappings.MappingPreview.as_view(), name="mapping_preview"
    ),
    path(CONTACTS, links.ContactLinks.as_view(), name="contact_links"),
    path(f"{CONTACTS}search/", links.ContactCandidates.as_view(), name="contact_search"),
    path(f"{CONTACTS}<path:key>/", links.OneContactLink.as_view(), name="contact_link"),
    path(ITEMS, links.ItemLinks.as_view(), name="item_links"),
    path(f"{ITEMS}search/", links.ItemCandidates.as_view(), name="item_search"),
    path(f"{ITEMS}<path:key>/", links.OneItemLink.as_view(), name="item_link"),
    re_path(ANYTHING_ELSE, UnknownAddress.as_view(), name="unknown"),
]
