"""The deal page of the tenant host, reached by the deal's number within its workspace."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from .models import Deal


@login_required
def deal_page(request: HttpRequest, workspace: str, number: int) -> HttpResponse:
    visible = Deal.everything.filter(workspace__memberships__user=request.user.pk)
    deal = get_object_or_404(visible, workspace=workspace, number=number)
    return render(request, "uuid/deal.html", {"deal": deal})
