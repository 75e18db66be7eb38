"""Everything that people see of this CRM."""

from __future__ import annotations

from django.contrib import admin

# xero_integration: begin
from xero_integration.admin import XeroPanelMixin

# xero_integration: end
from .models import Article, Deal, Organisation, Position

admin.site.register([Article, Organisation])


class PositionRows(admin.TabularInline):
    model = Position
    extra = 1


@admin.register(Deal)
# xero_integration: begin, instead of: class DealAdmin(admin.ModelAdmin):
class DealAdmin(XeroPanelMixin, admin.ModelAdmin):
    xero_source = "deal"
    xero_link_only = True
    # xero_integration: end
    list_display = ("title", "organisation")
    inlines = (PositionRows,)
