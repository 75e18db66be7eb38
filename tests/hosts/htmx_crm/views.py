"""The page of a deal, which htmx swaps in parts, and the note that people type on it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from .models import Deal


@login_required
def deal_page(request: HttpRequest, number: str) -> HttpResponse:
    deal = get_object_or_404(Deal, number=number)
    return render(request, "htmx_crm/deal.html", {"deal": deal})


@login_required
def keep_note(request: HttpRequest, number: str) -> HttpResponse:
    deal = get_object_or_404(Deal, number=number)
    deal.note = request.POST.get("note", "")
    deal.save(update_fields=["note"])
    return redirect(deal)
