"""Django's admin for the CRM's tables."""

from __future__ import annotations

from django.contrib import admin

from xero_integration.admin import XeroPanelMixin

from .models import Company, Deal, DealLine, Person, Product


class LineInline(admin.TabularInline):
    model = DealLine
    extra = 0


@admin.register(Deal)
class DealAdmin(XeroPanelMixin, admin.ModelAdmin):
    xero_source = "deal"
    list_display = ("title", "company", "stage", "currency", "expected_on")
    list_filter = ("stage", "currency")
    search_fields = ("title", "company__name")
    inlines = (LineInline,)


@admin.register(Company)
class CompanyAdmin(admin.ModelAdmin):
    list_display = ("name", "email", "city", "vat_number")
    search_fields = ("name",)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ("full_name", "company", "email")
    search_fields = ("full_name",)


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ("code", "name", "price")
    search_fields = ("code", "name")
