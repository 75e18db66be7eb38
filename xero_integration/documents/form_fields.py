"""Fields and widgets of the invoice form: amounts, dates and lists that keep what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.formats import get_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
LARGEST = Decimal("9999999999.9999")
COMMA_GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
POINT_GROUPS = re.compile(r"[+-]?\d{1,3}((\.\d{3})+,\d*|(\.\d{3}){2,})")
"""Two points or more, or points and a comma: one point alone is the decimal one."""


def with_point(text: str) -> str:
    """``1,250.50`` and ``1.250,50`` with a point before the decimals and no separators.

    ``1,250`` is twelve hundred and fifty, unless the reader's language has decimal commas.
    """
    if COMMA_GROUPS.fullmatch(text) and (
        "." in text or text.count(",") > 1 or get_format("DECIMAL_SEPARATOR") != ","
    ):
        return text.replace(",", "")
    if POINT_GROUPS.fullmatch(text):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


class AmountField(forms.CharField):
    """A decimal number of at most ``places`` places, as people of any language write it.

    A single point is always the decimal one, as in what the form itself shows.
    """

    def __init__(self, *, places: int = 4, **kwargs: Any) -> None:
        self.places = places
        kwargs.setdefault("max_length", 40)
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean(self, value: Any) -> Decimal | None:
        text = re.sub(r"\s", "", super().clean(value))
        if not text:
            return None
        number = self._read(text)
        if -int(number.as_tuple().exponent) > self.places:
            raise ValidationError(
                _("Use at most %(places)d decimal places."), params={"places": self.places}
            )
        if abs(number) > LARGEST:
            raise ValidationError(_("This number is too large for Xero."))
        return number

    def _read(self, text: str) -> Decimal:
        try:
            number = Decimal(with_point(text))
        except InvalidOperation as error:
            raise ValidationError(
                _("“%(text)s” is not a number. Write it like 1250.50."), params={"text": text}
            ) from error
        if not number.is_finite():
            raise ValidationError(_("“%(text)s” is not a number."), params={"text": text})
        return number


class DayInput(forms.DateInput):
    """The browser's date picker, or plain text where the value is not a date it could show."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not ISO_DATE.fullmatch(str(shown)):
            context["widget"]["type"] = "text"
        return context


class DayField(forms.DateField):
    """A date, ISO as pickers send it or as people of the locale write it."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        self.input_formats = ["%Y-%m-%d", *get_format("DATE_INPUT_FORMATS")]
        return super().to_python(value)


@dataclass(frozen=True)
class Options:
    """A list to choose from, written as HTML once however many fields show it.

    ``blank`` is the label of the empty choice; without it one must be chosen.
    """

    choices: Sequence[tuple[str, str]]
    blank: str | None = None

    @cached_property
    def values(self) -> frozenset[str]:
        return frozenset(value for value, _label in self.choices)

    @cached_property
    def html(self) -> str:
        rows: Iterable[tuple[str, str]] = self.choices
        if self.blank is not None:
            rows = [("", self.blank), *rows]
        return format_html_join("", '<option value="{}">{}</option>', rows)

    def rendered(self, selected: str) -> SafeString:
        """The options with one selected; a value that left the list is still shown."""
        extra = ""
        if selected and selected not in self.values:
            label = _("%(value)s (not available in Xero)") % {"value": selected}
            extra = format_html('<option value="{}">{}</option>', selected, label)
        plain = str(format_html(' value="{}">', selected))
        marked = plain.replace(">", " selected>")
        return SafeString((extra + self.html).replace(plain, marked, 1))


class OptionsSelect(forms.Widget):
    """A drop-down over shared ``Options``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.options = Options(())

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        written = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        inner = self.options.rendered(str(value or ""))
        return format_html("<select{}>{}</select>", flatatt(written), inner)


class OptionsField(forms.CharField):
    """One of a list. What is no longer in the list passes: the plan says what is wrong with it."""

    widget: OptionsSelect = OptionsSelect  # type: ignore[assignment]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        super().__init__(required=False, **kwargs)

    def offer(self, options: Options) -> None:
        self.widget.options = options
