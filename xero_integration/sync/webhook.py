"""The address that Xero's webhooks call: prove, keep, answer; everything else is done later.

Xero wants 200 or 401 within five seconds, without a body and without a cookie
(developer.xero.com, "Configuring your server"). Nothing is read from the database before the
signature is proven, and nothing of the event is looked at in the request.
"""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from ..client import webhooks
from ..conf import conf
from . import inbox

logger = logging.getLogger(__name__)

HEADER = f"HTTP_{webhooks.SIGNATURE_HEADER.upper().replace('-', '_')}"


def _bare(status: int) -> HttpResponse:
    """An answer that says nothing but its status."""
    answer = HttpResponse(b"", status=status)
    del answer.headers["Content-Type"]
    return answer


@csrf_exempt
@login_not_required
@transaction.non_atomic_requests
def webhook(request: HttpRequest) -> HttpResponse:
    """Take in one delivery: 200 for what Xero signed, 401 for everything else."""
    if request.method != "POST":
        answer = _bare(405)
        answer.headers["Allow"] = "POST"
        return answer
    try:
        body = request.body
    except RequestDataTooBig:
        # Larger than DATA_UPLOAD_MAX_MEMORY_SIZE: Xero's deliveries are a few kilobytes.
        return _bare(413)
    if not _is_genuine(body, request.META.get(HEADER, "")):
        logger.warning("A webhook delivery was not signed by Xero")
        return _bare(401)
    inbox.receive(body)
    return _bare(200)


def _is_genuine(body: bytes, signature: str) -> bool:
    return any(webhooks.verify(body, signature, key) for key in conf.WEBHOOK_KEYS)
