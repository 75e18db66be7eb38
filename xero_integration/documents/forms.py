"""The invoice form: raw values in, a Draft or errors next to the fields out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from ..host.records import SubjectRef
from ..reference.book import ReferenceBook
from .draft import Draft
from .form_choices import form_choices
from .form_head import HeadForm
from .form_line import LineForm
from .form_values import line_total
from .problems import Problem

Errors = dict[str, list[str]]


class InvoiceForm:
    """The head and one form for each line, read from the raw values of the draft.

    ``values`` may be anything a person typed; ``errors`` is keyed by the name of the field
    as it stands in the page.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        book: ReferenceBook,
        statuses: Sequence[tuple[str, str]],
    ) -> None:
        self.values = values
        self.choices = form_choices(book, statuses=statuses)
        self.head = HeadForm(values, choices=self.choices)
        self.lines = [
            LineForm(values, index=index, choices=self.choices)
            for index in range(line_total(values))
        ]

    @property
    def filled_lines(self) -> list[LineForm]:
        return [line for line in self.lines if not line.is_empty]

    def is_valid(self) -> bool:
        return not self.errors

    @cached_property
    def errors(self) -> Errors:
        """What can't be read, by field name; the page shows it next to the field."""
        found: Errors = {}
        for form in (self.head, *self.filled_lines):
            for name, messages in form.errors.items():
                found[_html_name(form, name)] = [str(message) for message in messages]
        return found

    def draft(
        self, ref: SubjectRef, title: str, party_key: str, deal_total: Decimal | None
    ) -> Draft:
        """The Draft of a valid form."""
        if not self.is_valid():
            raise ValueError(f"Nothing can be read from a form with errors: {self.errors}")
        data = self.head.cleaned_data
        return Draft(
            ref=ref,
            title=title,
            customer=self.head.customer(party_key),
            issue_date=data["issue_date"],
            due_date=data["due_date"],
            reference=data["reference"],
            line_amount_types=data["line_amount_types"],
            currency=data["currency"],
            branding_theme_id=data["branding_theme_id"],
            save_as=data["save_as"],
            number=data["number"],
            lines=tuple(line.draft_line() for line in self.filled_lines),
            deal_total=deal_total,
        )

    def show(self, problems: Iterable[Problem]) -> None:
        """Put the plan's blocking problems next to their fields as well."""
        owners = self._owners
        for problem in problems:
            owner = owners.get(problem.field)
            if problem.blocking and owner is not None:
                form, name = owner
                form.add_error(name, problem.message)

    @cached_property
    def _owners(self) -> dict[str, tuple[Form, str]]:
        return {
            _html_name(form, name): (form, name)
            for form in (self.head, *self.lines)
            for name in form.fields
        }

    def label_of(self, name: str) -> str:
        """What people call a field: "Reference", or "Line 2, Quantity"."""
        owner = self._owners.get(name)
        if owner is None:
            return ""
        form, field = owner
        label = str(form[field].label)
        if isinstance(form, LineForm):
            return _("Line %(number)s, %(field)s") % {"number": form.index + 1, "field": label}
        return label

    def focus(self, name: str) -> None:
        """Let the cursor stand in a field when the page appears."""
        owner = self._owners.get(name)
        if owner is not None:
            form, field = owner
            form.fields[field].widget.attrs["autofocus"] = True


def _html_name(form: Form, name: str) -> str:
    return form.add_prefix(name)
