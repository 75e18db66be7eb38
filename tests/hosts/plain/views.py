"""The one page of the plain host that matters: a deal, with the panel on it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .models import Deal


@login_required
def deal_page(request: HttpRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(Deal, pk=pk)
    return render(request, "plain/deal.html", {"deal": deal})
