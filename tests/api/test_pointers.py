"""Every field of the form has a place in a draft's JSON, whether or not a problem names it yet."""

from __future__ import annotations

from typing import Any

import pytest

from xero_integration.api.draft_shape import draft_json, pointer_of
from xero_integration.documents.form_values import HEAD_FIELDS, LINE_FIELDS

# A line's id in Xero is no part of the JSON.
OF_A_LINE = [f"lines-0-{name}" for name in LINE_FIELDS if name != "line_id"]


@pytest.mark.parametrize("field", [*HEAD_FIELDS, *OF_A_LINE])
def test_a_pointer_leads_into_the_draft(field: str) -> None:
    place: Any = draft_json({"lines-TOTAL": "1"})
    for step in pointer_of(field).split("/")[1:]:
        place = place[int(step)] if isinstance(place, list) else place[step]
