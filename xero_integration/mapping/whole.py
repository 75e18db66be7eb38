"""All settings at once, for callers without the pages: checked by the forms of the two pages.

A path that the host does not offer is refused as on the page, so that nobody reads by it what
is not for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..host.lookup import FieldChoice
from .config import MappingConfig
from .defaults_forms import TAX_FIELD, DefaultsForm, tax_field
from .forms import FieldMappingForm
from .options import OrganisationOptions

Place = tuple[str, ...]

OF_DEFAULTS: Mapping[str, Place] = {
    "due_day": ("due_date", "day"),
    "due_kind": ("due_date", "kind"),
    "tax_mode": ("tax_mode",),
    "account": ("account", "id"),
    "tax_type": ("tax_type",),
    "theme": ("branding_theme_id",),
    "status": ("status",),
    "item_policy": ("item_policy",),
}
"""Field of the form → place in ``MappingConfig.to_json()``."""


@dataclass(frozen=True, slots=True)
class Checked:
    """``config`` holds what was right; ``wrong`` names the place of each error."""

    config: MappingConfig
    wrong: Mapping[Place, list[str]] = field(default_factory=dict)


def checked_fields(
    fields: Mapping[str, Sequence[str]], *, current: MappingConfig, choices: Sequence[FieldChoice]
) -> Checked:
    """``fields``: target → paths, as in ``MappingConfig.to_json()``."""
    typed = {
        f"{target}_{slot}": path
        for target, paths in fields.items()
        for slot, path in enumerate(paths, 1)
    }
    form = FieldMappingForm({**typed, "revision": "0"}, config=current, choices=choices, revision=0)
    wrong = {
        # That a target is required is said again when what was chosen for it is wrong.
        _place_of_path(name, fields): [str(each) for each in errors][:1]
        for name, errors in form.errors.items()
    }
    return Checked(form.mapped(), wrong)


def checked_defaults(
    wanted: Mapping[str, Any], *, current: MappingConfig, options: OrganisationOptions
) -> Checked:
    """``wanted``: as ``to_json()`` without ``fields``. What stays as it was is not looked at."""
    typed = dict(_typed(wanted, current))
    if _filled(typed) == _filled(dict(_typed(current.to_json(), current))):
        return Checked(current)
    form = DefaultsForm(
        {**typed, "revision": "0"}, config=current, options=options, tax_keys=(), revision=0
    )
    wrong = {
        _place_of_default(name): [str(each) for each in errors]
        for name, errors in form.errors.items()
    }
    return Checked(current if wrong else form.mapped(), wrong)


def checked_whole(
    wanted: Mapping[str, Any],
    *,
    current: MappingConfig,
    choices: Sequence[FieldChoice],
    options: OrganisationOptions,
) -> Checked:
    fields = checked_fields(wanted["fields"], current=current, choices=choices)
    defaults = checked_defaults(wanted, current=current, options=options)
    config = replace(defaults.config, fields=fields.config.fields)
    wrong = {("fields", *place): told for place, told in fields.wrong.items()}
    return Checked(config, {**wrong, **defaults.wrong})


def _filled(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if value}


def _place_of_path(name: str, fields: Mapping[str, Sequence[str]]) -> Place:
    target, _, slot = name.rpartition("_")
    position = int(slot) - 1
    return (target, str(position)) if position < len(fields.get(target, ())) else (target,)


def _place_of_default(name: str) -> Place:
    if name.startswith(TAX_FIELD):
        return "tax_types", bytes.fromhex(name.removeprefix(TAX_FIELD)).decode()
    return OF_DEFAULTS[name]


def _typed(wanted: Mapping[str, Any], current: MappingConfig) -> Iterator[tuple[str, str]]:
    """As the page would send it; a code that is left out loses its rate."""
    for name, place in OF_DEFAULTS.items():
        value: Any = wanted
        for step in place:
            value = value[step]
        yield name, str(value)
    tax_types = wanted["tax_types"]
    for key in {**current.tax_types, **tax_types}:
        yield tax_field(key), tax_types.get(key, "")
