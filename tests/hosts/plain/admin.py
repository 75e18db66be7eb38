"""Deals in Django's admin, with the panel below the form."""

from __future__ import annotations

from django.contrib import admin

from xero_integration.admin import XeroPanelMixin

from .models import Deal


@admin.register(Deal)
class DealAdmin(XeroPanelMixin, admin.ModelAdmin):
    xero_source = "deal"
