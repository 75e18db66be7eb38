"""URLs of the REST API, under the namespace ``xero_integration_api``."""

from __future__ import annotations

from django.urls import path

from . import deals, documents, drafts, invoices

app_name = "xero_integration_api"

DEAL = "deals/<str:source>/<str:pk>/"
DRAFT = f"{DEAL}draft/"
ONE = f"{DEAL}documents/<uuid:document>/"

urlpatterns = [
    path(DEAL, deals.Deal.as_view(), name="deal"),
    path(f"{DEAL}refresh/", deals.DealRefresh.as_view(), name="deal_refresh"),
    path(DRAFT, drafts.DealDraft.as_view(), name="draft"),
    path(f"{DRAFT}choices/", drafts.DraftChoices.as_view(), name="draft_choices"),
    path(f"{DRAFT}plan/", drafts.DraftPlan.as_view(), name="draft_plan"),
    path(f"{DRAFT}contact/", drafts.DraftContact.as_view(), name="draft_contact"),
    path(f"{DRAFT}lines/<int:index>/item/", drafts.DraftItem.as_view(), name="draft_item"),
    path(f"{DEAL}invoices/", invoices.Invoices.as_view(), name="invoices"),
    path(f"{DEAL}documents/", documents.Documents.as_view(), name="documents"),
    path(ONE, documents.OneDocument.as_view(), name="document"),
    path(f"{ONE}actions/<str:action>/", documents.DocumentAction.as_view(), name="document_action"),
    path(f"{ONE}pdf/", documents.DocumentPdf.as_view(), name="document_pdf"),
    path(f"{ONE}online/", documents.DocumentOnline.as_view(), name="document_online"),
]
