"""The filters of the activity page, read from its address."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..connections.models import Connection
from .activity import ATTENTION, Asked
from .kinds import labels
from .models import OperationState

LAST_PAGE = 10_000
"""Further back nobody turns pages, and a database counts every row before."""

YEARS = (MinValueValidator(dt.date(1900, 1, 1)), MaxValueValidator(dt.date(2999, 12, 31)))
"""Beyond them a day has no neighbour or no moment in some time zone."""


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ActivityForm(forms.Form):
    """A filter that can't be read is left out and says so; the page is shown all the same."""

    state = forms.ChoiceField(label=_("State"), required=False)
    kind = forms.ChoiceField(label=_("What"), required=False)
    connection = forms.ModelChoiceField(
        label=_("Connection"), queryset=Connection.objects.none(), required=False
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    since = forms.DateField(label=_("From"), required=False, widget=_day(), validators=YEARS)
    until = forms.DateField(label=_("To"), required=False, widget=_day(), validators=YEARS)

    def __init__(self, *args: Any, tenant: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_state, any_kind = gettext("Any state"), gettext("Anything")
        attention = gettext("Needs a person")
        states = [("", any_state), (ATTENTION, attention), *OperationState.choices]
        self.fields["state"].choices = states  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", any_kind), *labels().items()]  # type: ignore[attr-defined]
        connection: Any = self.fields["connection"]
        connection.queryset = Connection.objects.of_tenant(tenant).oldest_first()
        connection.empty_label = gettext("Any connection")

    def asked(self, page: str) -> Asked:
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        connection = given.get("connection")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return Asked(
            state=given.get("state") or "",
            kind=given.get("kind") or "",
            connection=connection,
            text=(given.get("text") or "").strip(),
            since=given.get("since"),
            until=given.get("until"),
            page=min(max(number, 1), LAST_PAGE),
        )
