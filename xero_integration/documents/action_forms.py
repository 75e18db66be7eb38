"""What people type or tick before an action: the text of a note, a second mail on purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ..access.actors import Actor
from .actions import longest_note


class ActionForm(forms.Form):
    """``seen`` is the version that was shown, ``nonce`` the name of this one pressing."""

    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    nonce = forms.UUIDField(required=False, widget=forms.HiddenInput)


class EmailForm(ActionForm):
    again = forms.BooleanField(required=False, label=_("Send it again all the same"))


class NoteForm(ActionForm):
    text = forms.CharField(
        label=pgettext_lazy("in a history", "Note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=True,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = longest_note(actor)
        field = self.fields["text"]
        field.validators.append(MaxLengthValidator(longest))
        field.widget.attrs["maxlength"] = longest
        field.help_text = ngettext(
            "At most %(count)s character. Xero keeps it for good, with your name.",
            "At most %(count)s characters. Xero keeps it for good, with your name.",
            longest,
        ) % {"count": longest}
