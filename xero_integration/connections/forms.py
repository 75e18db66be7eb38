"""What people type on the connection pages: names, and which organisations to take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import names
from .models import Connection, ConnectionState
from .organisations import Offered

_TAKEN = _("Another connection already has this name.")


class ConnectForm(forms.Form):
    """The name of a new connection; empty takes the organisation's."""

    name = forms.CharField(
        label=_("Name"),
        max_length=names.LONGEST,
        required=False,
        help_text=_("How your colleagues will know it. Empty takes the organisation's name."),
    )

    def __init__(self, *args: Any, tenant: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tenant = tenant

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name.casefold() in names.connected(self._tenant):
            raise forms.ValidationError(_TAKEN)
        return name


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=names.LONGEST)

    def __init__(self, *args: Any, connection: Connection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["name"] = connection.name
        self._connection = connection

    def clean_name(self) -> str:
        name, mine = str(self.cleaned_data["name"]), self._connection
        if not names.is_free(mine.tenant, name, organisation=mine.xero_tenant_id):
            raise forms.ValidationError(_TAKEN)
        return name


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """One organisation on the page: its fields, and the connection it already has."""

    organisation: Offered
    take: forms.BoundField
    name: forms.BoundField
    known: Connection | None

    @property
    def is_connected(self) -> bool:
        return self.known is not None and self.known.state != ConnectionState.DISCONNECTED


class ChooseForm(forms.Form):
    """A tick and a name per offered organisation; nothing new is ticked beforehand."""

    def __init__(
        self, *args: Any, tenant: str, organisations: Sequence[Offered], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._tenant, self._organisations = tenant, organisations
        mine = Connection.objects.of_tenant(tenant)
        self._known = {each.xero_tenant_id: each for each in mine}
        suggested: set[str] = set()
        for number, organisation in enumerate(organisations):
            name = self._suggest(organisation, suggested)
            suggested.add(name)
            self.fields[f"take-{number}"] = forms.BooleanField(
                label=organisation.name, required=False
            )
            self.fields[f"name-{number}"] = forms.CharField(
                label=_("Name"), max_length=names.LONGEST, required=False, initial=name
            )

    def rows(self) -> Iterator[OfferedRow]:
        for number, organisation in enumerate(self._organisations):
            known = self._known.get(organisation.tenant_id)
            yield OfferedRow(organisation, self[f"take-{number}"], self[f"name-{number}"], known)

    def clean(self) -> dict[str, Any]:
        used: set[str] = set()
        for number, organisation in enumerate(self._organisations):
            if self.cleaned_data.get(f"take-{number}"):
                self._check_name(number, organisation, used)
        if not self._taken():
            raise forms.ValidationError(gettext("Please choose at least one organisation."))
        return self.cleaned_data

    @property
    def chosen(self) -> dict[str, str]:
        """Organisation's id at Xero → name."""
        return {
            self._organisations[number].tenant_id: self.cleaned_data[f"name-{number}"]
            for number in self._taken()
        }

    def _taken(self) -> list[int]:
        numbers = range(len(self._organisations))
        return [number for number in numbers if self.cleaned_data.get(f"take-{number}")]

    def _check_name(self, number: int, organisation: Offered, used: set[str]) -> None:
        field = f"name-{number}"
        name = self.cleaned_data.get(field, "")
        if not name and field not in self.errors:
            self.add_error(field, gettext("Please give this connection a name."))
        free = names.is_free(self._tenant, name, organisation=organisation.tenant_id)
        if name.casefold() in used or not free:
            self.add_error(field, str(_TAKEN))
        used.add(name.casefold())

    def _suggest(self, organisation: Offered, suggested: set[str]) -> str:
        known = self._known.get(organisation.tenant_id)
        return (
            known.name if known else names.suggest(self._tenant, organisation.name, taken=suggested)
        )
