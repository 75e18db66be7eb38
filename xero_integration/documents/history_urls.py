"""URLs of a contact's history, all its documents, and the story of one."""

from __future__ import annotations

from django.urls import path

from .history_document_views import one_document
from .history_import_views import documents_import
from .history_sidebar_views import sidebar
from .history_views import attach_document, detach_document, documents, documents_csv

DEAL = "deals/<str:source>/<str:pk>/"
ONE = f"{DEAL}documents/<uuid:document>/"

urlpatterns = [
    path(f"{DEAL}sidebar/", sidebar, name="sidebar"),
    path(f"{DEAL}documents/", documents, name="documents"),
    path(f"{DEAL}documents.csv", documents_csv, name="documents_csv"),
    path(f"{DEAL}documents/import/", documents_import, name="documents_import"),
    path(ONE, one_document, name="document"),
    path(f"{ONE}attach/", attach_document, name="document_attach"),
    path(f"{ONE}detach/", detach_document, name="document_detach"),
]
