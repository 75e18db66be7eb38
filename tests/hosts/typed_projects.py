"""Settings for mypy alone: the models of the three projects, which never meet elsewhere."""

from __future__ import annotations

from tests.hosts.admin_crm.settings import INSTALLED_APPS as ADMIN
from tests.hosts.admin_crm.settings import ROOT_URLCONF, XERO_INTEGRATION
from tests.hosts.htmx_crm.settings import INSTALLED_APPS as HTMX
from tests.hosts.rest_crm.settings import INSTALLED_APPS as REST

__all__ = ["ROOT_URLCONF", "XERO_INTEGRATION"]

SECRET_KEY = "types"
INSTALLED_APPS = list(dict.fromkeys([*ADMIN, *HTMX, *REST]))
