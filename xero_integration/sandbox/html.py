"""HTML from the template files of the sandbox, with every value escaped."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path

from markupsafe import Markup
from werkzeug.wrappers import Response

ROOT = Path(__file__).parent / "page"
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"


@functools.cache
def _template(name: str) -> Markup:
    text = (ROOT / "templates" / f"{name}.html").read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 - a file of this package; values are escaped by format


def render(name: str, values: Mapping[str, object] | None = None) -> Markup:
    """Fill the ``{placeholders}`` of a template; plain strings are escaped, Markup is not."""
    return _template(name).format_map(values or {})


def join(parts: Iterable[Markup]) -> Markup:
    return Markup("\n").join(parts)


def answer(body: Markup, *, status: int = 200, title: str, kind: str = "plain") -> Response:
    """A whole page that refuses to be framed, runs no script and sets no cookie."""
    page = render("layout", {"title": title, "body": body, "kind": kind})
    response = Response(page, status=status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors 'none'"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cache-Control"] = "no-store"
    return response
