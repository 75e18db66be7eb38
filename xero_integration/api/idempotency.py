"""``Idempotency-Key``: the same key and the same request get the same answer for a day.

That a repeated press changes nothing twice does not hang on this: drafts, versions and nonces see
to it. Here the *answer* is repeated, so that a caller who lost it need not know that. A process
that dies in between leaves a key without an answer; after ``LONGEST`` it may be tried again.
What may be done twice, a note or an e-mail, is then known by ``press_of`` the key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from .models import KEPT, KeptAnswer
from .problems import problem

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
LONGEST = timedelta(minutes=5)
"""No request lives longer: what has no answer after this time lost its process."""

REPEATED = "Idempotency-Replayed"
KEPT_HEADERS = ("ETag", "Content-Type", "Retry-After", "Location")
TO_ASK_AGAIN = (202, 401, 429)
"""Statuses that are not kept: what Xero has not confirmed is told anew as it then stands."""
PRESSES = UUID("6f1c1c5e-3f0b-4a51-9d0a-6c3c3f6f2f6a")


def once(
    request: Request, caller: str, respond: Callable[[], Response], *, let_in: Callable[[], object]
) -> Response:
    """The answer that was kept for this key, else that of ``respond``, which is kept.

    ``caller`` names who asks: keys of two callers never meet. ``let_in`` raises when they may not
    ask any more. What failed on our side, or was asked too often, may be tried again.
    """
    key = _key_of(request)
    if not key:
        return respond()
    if len(key) > LONGEST_KEY:
        told = _("The idempotency key is too long: at most %(count)s characters.")
        return problem("idempotency_key_too_long", told % {"count": LONGEST_KEY}, 400)
    asked = _asked(request)
    row, is_mine = _claim(_digest(caller, key), asked)
    if not is_mine:
        let_in()
        return _repeated(row, asked)
    answer = None
    try:
        answer = respond()
    finally:
        if answer is None:
            KeptAnswer.objects.filter(pk=row.pk).delete()
    return _kept(row, answer)


def press_of(request: Request, caller: str) -> UUID:
    """Names one pressing of a button: with a key, the same one however often it is sent."""
    key = _key_of(request)
    return uuid5(PRESSES, _digest(caller, key, _asked(request))) if key else uuid4()


def _key_of(request: Request) -> str:
    return str(request.headers.get(HEADER, "")).strip()


def _asked(request: Request) -> str:
    return _digest(request.method, request.get_full_path(), request._request.body)


def _claim(pk: str, asked: str) -> tuple[KeptAnswer, bool]:
    now = timezone.now()
    row = KeptAnswer(pk=pk, asked=asked, began_at=now)
    KeptAnswer.objects.filter(pk=pk, began_at__lt=now - KEPT).delete()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        dead = KeptAnswer.objects.filter(pk=pk, asked=asked, status=0, began_at__lt=now - LONGEST)
        is_mine = bool(dead.update(began_at=now))
        return KeptAnswer.objects.filter(pk=pk).first() or row, is_mine
    return row, True


def _repeated(row: KeptAnswer, asked: str) -> Response:
    if row.asked != asked:
        told = _("This idempotency key was used for another request. Take a new one.")
        return problem("idempotency_key_reused", told, 422)
    if not row.status:
        told = _("The first request with this idempotency key has no answer yet. Ask again soon.")
        return problem("idempotency_key_in_use", told, 409, headers={"Retry-After": "1"})
    return Repeated(row)


class Repeated(Response):
    """Byte for byte what was answered before."""

    def __init__(self, row: KeptAnswer) -> None:
        super().__init__(None, status=row.status, headers={**row.headers, REPEATED: "true"})
        self._kept = row.body.encode()

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        return self._kept


def _kept(row: KeptAnswer, answer: Response) -> Response:
    def keep(rendered: Any) -> None:
        mine = KeptAnswer.objects.filter(pk=row.pk)
        if rendered.status_code >= 500 or rendered.status_code in TO_ASK_AGAIN:
            mine.delete()
            return
        headers = {name: rendered[name] for name in KEPT_HEADERS if rendered.has_header(name)}
        body = rendered.content.decode()
        mine.update(status=rendered.status_code, headers=headers, body=body)

    answer.add_post_render_callback(keep)
    return answer


def _digest(*parts: str | bytes | None) -> str:
    digest = hashlib.sha256()
    for part in parts:
        told = part.encode() if isinstance(part, str) else part or b""
        digest.update(len(told).to_bytes(8, "big") + told)
    return digest.hexdigest()
