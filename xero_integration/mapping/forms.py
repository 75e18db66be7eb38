"""The form of the field mapping: for each target a picker and its fallbacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from ..host.lookup import FieldChoice
from ..host.registry import all_sources
from .config import MAX_SLOTS, MappingConfig
from .defaults import required_targets
from .targets import AnyTarget, every_target, hint_of

FIRST_FALLBACK = 2

Choices = list[tuple[str, Any]]


class RevisionForm(forms.Form):
    """Settings that know which revision they were made from."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @property
    def differs(self) -> bool:
        """Whether what was entered is not what is in force; call it on a bound form."""
        return bool(set(self.changed_data) - {"revision"})

    def entered(self) -> dict[str, str]:
        """Every value as it was sent, right or wrong."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def show_revision(self, revision: int) -> None:
        """After somebody else saved: the next save is based on what was just shown."""
        entered = QueryDict(mutable=True)
        entered.update(self.data)
        entered["revision"] = str(revision)
        self.data = entered


class FieldMappingForm(RevisionForm):
    """Fields are named ``<target>_<position>``."""

    def __init__(
        self,
        data: Any = None,
        *,
        config: MappingConfig,
        choices: Sequence[FieldChoice],
        revision: int,
    ) -> None:
        super().__init__(data, initial={"revision": revision})
        self.config = config
        self.required = required_targets(all_sources().values())
        self.slots: dict[AnyTarget, range] = {}
        for target in every_target():
            paths = config.fields.get(target, ())
            self.slots[target] = self._slots(target, paths)
            self._add_pickers(target, paths, choices)

    def _slots(self, target: AnyTarget, paths: Sequence[str]) -> range:
        """One picker more than there are paths; all that were sent count, whoever saved since."""
        wanted = max(1, len(paths)) + 1
        while f"{target.value}_{wanted + 1}" in self.data and wanted < MAX_SLOTS:
            wanted += 1
        return range(1, wanted + 1)

    def _add_pickers(
        self, target: AnyTarget, paths: Sequence[str], choices: Sequence[FieldChoice]
    ) -> None:
        for slot in self.slots[target]:
            chosen = paths[slot - 1] if slot <= len(paths) else ""
            empty = _("Not filled") if slot == 1 else _("Nothing else")
            field = forms.ChoiceField(
                label=_picker_label(target, slot),
                choices=picker_choices(choices, chosen, empty),
                required=False,
                initial=chosen,
                help_text=hint_of(target) if slot == 1 else "",
            )
            self.fields[f"{target.value}_{slot}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for target in self.required:
            if not self._paths(target):
                message = _("Choose a field for “%(target)s”: Xero needs it on every invoice.")
                self.add_error(f"{target.value}_1", message % {"target": target.label})
        return cleaned

    def mapped(self) -> MappingConfig:
        """The settings with the chosen fields; call it once the form is valid."""
        chosen = {target: self._paths(target) for target in every_target()}
        return replace(self.config, fields={key: paths for key, paths in chosen.items() if paths})

    def rows(self) -> Iterator[tuple[AnyTarget, bool, list[forms.BoundField]]]:
        """For the page: each target, whether it is required, and its pickers."""
        for target in every_target():
            pickers = [self[f"{target.value}_{slot}"] for slot in self.slots[target]]
            yield target, target in self.required, pickers

    def _paths(self, target: AnyTarget) -> tuple[str, ...]:
        names = (f"{target.value}_{slot}" for slot in self.slots[target])
        found = (self.cleaned_data.get(name) for name in names)
        return tuple(dict.fromkeys(path for path in found if path))


def picker_choices(choices: Sequence[FieldChoice], chosen: str, empty: str) -> Choices:
    """Grouped by record; a chosen path that the host no longer offers stays visible."""
    grouped: Choices = [("", empty)]
    for group, members in groupby(choices, key=lambda choice: choice.group):
        grouped.append((group, [(choice.path, choice.label) for choice in members]))
    if chosen and chosen not in {choice.path for choice in choices}:
        grouped.append((chosen, _("%(path)s (not offered any more)") % {"path": chosen}))
    return grouped


def _picker_label(target: AnyTarget, slot: int) -> str:
    if slot == 1:
        return str(target.label)
    if slot == FIRST_FALLBACK:
        return _("%(target)s, when that is empty") % {"target": target.label}
    return _("%(target)s, when all that is empty") % {"target": target.label}
