"""URLs of the form that changes a document in Xero, or begins a new one from it."""

from __future__ import annotations

from django.urls import path

from .edit_copy_views import document_copy
from .edit_views import document_edit

DOCUMENT = "deals/<str:source>/<str:pk>/documents/<uuid:document>/"

urlpatterns = [
    path(f"{DOCUMENT}edit/", document_edit, name="document_edit"),
    path(f"{DOCUMENT}copy/", document_copy, name="document_copy"),
]
