"""Reads the customer of a deal: a company, else a person, else a lead, else a guest's e-mail."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import models

from .declarations import SourceDeclaration
from .emails import first_email
from .expansion import party_paths
from .paths import alternatives, as_text, is_empty, read
from .records import Party

MAX_KEY_LENGTH = 200


def read_party(source: SourceDeclaration, obj: Any) -> Party | None:
    path, record = _party_record(source, obj)
    email = first_email(_about_party(source, obj, source.email, party=path))
    if isinstance(record, str):
        name, key = record.strip(), f"name:{record.strip().casefold()}"
    else:
        name = _about_party(source, obj, source.name, party=path)
        key = _record_key(source, path, record)
    if isinstance(record, models.Model) and type(record).__str__ is not models.Model.__str__:
        name = name or str(record)  # Django's own is "Company object (3)", which is nobody's name
    if not key and not email and not name:
        return None
    key = key or (f"email:{email.lower()}" if email else f"name:{name.casefold()}")
    return Party(key=short_key(key), name=name, email=email)


def short_key(key: str) -> str:
    """Keys are stored in columns; a longer one keeps its uniqueness by a digest."""
    if len(key) <= MAX_KEY_LENGTH:
        return key
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{key[: MAX_KEY_LENGTH - 33]}~{digest}"


def _party_record(source: SourceDeclaration, obj: Any) -> tuple[str, Any]:
    for path in alternatives(source.party):
        record = read(obj, path)
        if not is_empty(record):
            return path, record
    return "", None


def _about_party(source: SourceDeclaration, obj: Any, path: str, *, party: str) -> str:
    """Read from the party that was found, then from the rest: one person's e-mail will do."""
    paths = party_paths(source, path)
    preferred = [each for each in paths if party and each.startswith(f"{party}.")]
    others = [each for each in paths if each not in preferred]
    return as_text(read(obj, "|".join([*preferred, *others])))


def _record_key(source: SourceDeclaration, path: str, record: Any) -> str:
    if isinstance(record, models.Model):
        return source.record_key(record)
    if isinstance(record, Mapping):
        identity = as_text(read(record, "id|uuid|key"))
        return f"{source.key}.{path}:{identity}" if identity else ""
    return ""
