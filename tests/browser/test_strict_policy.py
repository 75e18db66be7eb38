"""The policy under which every page is tested is in force: what it forbids is not done."""

from __future__ import annotations

import pytest
from django.urls import reverse

pytestmark = pytest.mark.browser

INLINE = """() => {
    const script = document.createElement("script");
    script.textContent = "window.inlined = true";
    document.head.append(script);
    document.body.setAttribute("style", "color: red");
    return [window.inlined === true, getComputedStyle(document.body).color];
}"""


def test_nothing_inline_is_run_or_worn(open_page, forgiven):
    forgiven.append("Content Security Policy")
    page = open_page(reverse("xero_integration:connections"), role="admin")
    was_run, colour = page.evaluate(INLINE)
    assert not was_run
    assert colour != "rgb(255, 0, 0)"
