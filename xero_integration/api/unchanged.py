"""What is only told may be sent back as it was read; a change of it is refused, never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Field
from rest_framework.utils.encoders import JSONEncoder

from .asking import step
from .fields import Moment, Strict


def insist_unchanged(shape: type[Strict], sent: Any, told: Any) -> None:
    """ValidationError at each value that can't be changed here and is not the one that is told.

    ``sent`` is a body that fits the shape; what ``told`` does not have is not looked at.
    """
    wrong = changed(shape, sent, told)
    if wrong:
        raise ValidationError(wrong)


def changed(shape: type[Strict], sent: Any, told: Any) -> dict[str, Any]:
    """As ``insist_unchanged``: what would be in its error, by name."""
    return dict(_changed(shape(), sent, json.loads(json.dumps(told, cls=JSONEncoder))))


def _changed(
    shape: Strict, sent: Mapping[str, Any], told: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    only_told = {**shape.only_told, **_read_only(shape)}
    for name in sent.keys() & told.keys():
        field = shape.fields.get(name)
        if isinstance(field, Strict):
            inner = dict(_changed(field, sent[name], told[name]))
            if inner:
                yield step(name), inner
        elif name in only_told and not _same(only_told[name], sent[name], told[name]):
            told_so = _("This can't be changed here: send it as it was read, or leave it out.")
            yield step(name), [told_so]


def _read_only(shape: Strict) -> dict[str, Field[Any, Any, Any, Any]]:
    return {name: field for name, field in shape.fields.items() if field.read_only}


def _same(field: Field[Any, Any, Any, Any], sent: Any, told: Any) -> bool:
    if isinstance(field, Moment) and isinstance(sent, str) and told is not None:
        return _moment(sent) == _moment(told)
    return bool(sent == told)


def _moment(text: str) -> datetime | None:
    """To the millisecond, as a browser keeps it, in whatever time zone it is written."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment and moment.replace(microsecond=moment.microsecond // 1000 * 1000)
