"""Reads the body of a request, whatever was put into it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class PatientJSONParser(JSONParser):
    """JSON so deep that Python gives up is no failure of ours, and no other text either."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("What was sent can't be used as it is.")) from None
