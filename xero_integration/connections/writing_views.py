"""The switch on a connection's page: whether anything may be changed in Xero."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..access.doors import guarded
from ..pages import redirect_back
from . import pages, services

ON = "1"


@require_POST
@guarded
def writing(request: HttpRequest, connection_id: uuid.UUID) -> HttpResponse:
    """``on`` says which way; asking for what is so already changes nothing."""
    visitor = pages.visitor_of(request)
    found = pages.find(visitor, connection_id)
    on = request.POST.get("on") == ON
    if services.set_writing(found, on=on, actor=visitor.actor):
        told = _("Writing to Xero is on.") if on else _("This connection is read-only now.")
        messages.success(request, told, fail_silently=True)
    return redirect_back(request, reverse("xero_integration:connection", args=[found.pk]))
