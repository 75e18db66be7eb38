"""URLs of the CRM."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "crm"
urlpatterns = [
    path("", views.board, name="board"),
    path("deals/new/", views.new_deal, name="new-deal"),
    path("deals/<int:pk>/", views.deal_page, name="deal"),
    path("deals/<int:pk>/edit/", views.edit_deal, name="edit-deal"),
    path("deals/<int:pk>/stage/", views.move_deal, name="move-deal"),
    path("deals/<int:pk>/lines/", views.add_line, name="add-line"),
    path("deals/<int:pk>/lines/<int:line>/remove/", views.remove_line, name="remove-line"),
    path("companies/", views.companies, name="companies"),
    path("companies/<int:pk>/", views.company_page, name="company"),
    path("companies/<int:pk>/edit/", views.edit_company, name="edit-company"),
]
