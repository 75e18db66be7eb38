"""Façade: the app's pages, under the namespace ``xero_integration``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from .connections.urls import urlpatterns as connection_patterns
from .documents.urls import urlpatterns as document_patterns
from .linking.urls import urlpatterns as linking_patterns
from .mapping.urls import urlpatterns as mapping_patterns
from .outbox.urls import urlpatterns as outbox_patterns
from .reference.urls import urlpatterns as reference_patterns
from .setup.urls import urlpatterns as setup_patterns
from .sync.urls import urlpatterns as sync_patterns
from .upkeep.urls import urlpatterns as upkeep_patterns
from .work.urls import urlpatterns as work_patterns

app_name = "xero_integration"

urlpatterns: list[URLPattern | URLResolver] = [
    *connection_patterns,
    *mapping_patterns,
    *linking_patterns,
    *reference_patterns,
    *document_patterns,
    *outbox_patterns,
    *sync_patterns,
    *work_patterns,
    *setup_patterns,
    *upkeep_patterns,
]
