"""Writes ``docs/reference/rest-api.md``: how the REST API is called, and each of its addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tools.openapi import PAGE as SCHEMA

PAGE = SCHEMA.with_name("rest-api.md")
METHODS = ("get", "post", "put", "patch", "delete")

HEAD = """# REST API

For front ends that are programs of their own: the same services, permissions and sentences as the
pages. Mount it where you like, under a prefix of its own (what is unknown there is a problem 404):

```python
path("api/xero/", include("xero_integration.api.urls")),
```

Nothing else is to be installed: Django REST Framework comes with the app, and the API works
without `rest_framework` in `INSTALLED_APPS`. There it serves your own browsable views, and has the
framework's few sentences of its own, such as that of unreadable JSON, translated.

The [schema](openapi.yaml) (OpenAPI 3) lists every field. It and this page are written from the
code by `python -m tools.openapi` and `python -m tools.api_page`; a test compares them. [A
single-page app](../howto/spa.md) shows it at work.

**Who calls.** Your own `DEFAULT_AUTHENTICATION_CLASSES` of Django REST Framework authenticate;
your source's `actor`, `objects`, `allows` and `tenant` decide, with `request.user` and
`request.auth` set. Calls with a session cookie need the CSRF token, calls with a token do not.
While `STRONG_SIGN_IN` is on, tokens are refused unless `TOKENS_ARE_STRONG` says otherwise. Your
`DEFAULT_THROTTLE_CLASSES` apply.

**Errors** are `application/problem+json` (RFC 9457): a stable `code`, the sentence that people
read on the pages as `detail`, `errors` with the place of each in what was sent, `reasons` with
Xero's own sentences. A name in a body that is not known is refused. What `?connection=` names is
404 unless it is one of the caller's organisations, and 400 when it can be no id.
[Errors](errors.md) lists the codes.

**Sending back.** Where something that is read can be changed, all of it may be sent back with what
is to change. What can't be changed there, such as `id`, is taken as long as it is what is told now;
another value is a 400 with its place, as nothing that was sent is lost without a word. Moments are
compared to the millisecond, in any time zone.

**Once.** Creating an invoice names its draft, an action that changes the status the version that
was seen (`seen` or `If-Match`; without either 428), a note or an e-mail one press (`nonce`): sent
twice they happen once. `Idempotency-Key` on any write but `POST
/connections/`, whose answer is a secret, has the very answer repeated for a day
(`Idempotency-Replayed: true`), to callers who may still ask; the key of another request is refused
with 422, and one that has no answer yet with 409. What failed on our side is not kept, nor is a
202: the same key then tells how it stands. Without a `nonce` a key names the press.

**202** says that Xero has not confirmed yet. It is looked after; nothing is to be sent again.
`Location` is where to ask how it goes on, for whoever may see the deal; a `DELETE` there takes
back what has certainly not reached Xero.

**ETag.** What can be read carries one, but for PDFs, the customer's link and the health;
`If-None-Match` is answered by 304, and a change of it with `If-Match` of what is no longer so by
412. An `ETag` that a proxy weakened (`W/`) counts as well.

**Lists** have one shape, `{"next": …, "previous": …, "results": […]}`, and come in pages by cursor:
follow `next` until it is null. `page_size` is at most 200. What is found by a search or proposed to
be linked is one page, the best first. Amounts are texts with two decimal places, days are
`2026-11-21`, times are in UTC. Send numbers as they come, with a point and nothing between
thousands: what is typed otherwise is read as people write in the request's language, and `1,234` is
more than a thousand in English, and less than two in French.

**Versions.** What stands here is not taken away and does not change its meaning without a
[deprecation](https://datatracker.ietf.org/doc/html/rfc9745); fields and addresses may be added.

## Addresses

"""


def page() -> str:
    schema = yaml.safe_load(SCHEMA.read_text())
    return f"{HEAD}\n| | address | |\n| --- | --- | --- |\n{''.join(_rows(schema))}"


def _rows(schema: dict[str, Any]) -> Iterator[str]:
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                told = " ".join(methods[method]["description"].split())
                sentence = told.partition(". ")[0].rstrip(".")
                yield f"| {method.upper()} | `{path}` | {sentence}. |\n"


def main() -> None:
    Path(PAGE).write_text(page())


if __name__ == "__main__":
    main()
