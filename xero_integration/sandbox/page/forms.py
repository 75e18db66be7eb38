"""Small forms that let a person act on a document, contact or item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from xero_integration.sandbox import html


@dataclass(frozen=True)
class Field:
    """One input of a form."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    choices: Mapping[str, str] | None = None


def act_form(
    target: str,
    act: str,
    label: str,
    *,
    subject: str,
    back: str,
    fields: Sequence[Field] = (),
    style: str = "",
) -> Markup:
    """A form that posts one act and comes back to the page it was on."""
    hidden = {"act": act, "id": subject, "back": back}
    return html.render(
        "act",
        {
            "target": target,
            "hidden": html.join(
                html.render("hidden", {"name": name, "value": value})
                for name, value in hidden.items()
            ),
            "fields": html.join(_field(field) for field in fields),
            "label": label,
            "style": style,
        },
    )


def _field(field: Field) -> Markup:
    if field.choices is None:
        return html.render(
            "field",
            {"name": field.name, "label": field.label, "value": field.value, "kind": field.kind},
        )
    options = html.join(
        Markup('<option value="{}">{}</option>').format(value, text)
        for value, text in field.choices.items()
    )
    return html.render("choice", {"name": field.name, "label": field.label, "options": options})
