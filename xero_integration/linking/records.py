"""What a link leads to today, and what is wrong with it: frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..reference.services import ContactInfo, ItemInfo


class LinkProblem(models.TextChoices):
    """Why a linked record can't be used as it is."""

    GONE = "gone", gettext_lazy("No longer in Xero")
    MERGED = "merged", gettext_lazy("Merged in Xero")
    ARCHIVED = "archived", gettext_lazy("Archived in Xero")
    NOT_SOLD = "not_sold", gettext_lazy("Not sold")


@dataclass(frozen=True, slots=True)
class LinkedContact:
    """A customer's contact. ``survivor`` is the contact it was merged into, to link instead.

    ``contact`` is None when the mirror does not hold it; ``name`` then is the name it had.
    """

    party_key: str
    contact_id: str
    name: str
    linked_name: str
    linked_by_name: str
    linked_at: datetime
    contact: ContactInfo | None
    survivor: ContactInfo | None = None

    @property
    def problem(self) -> LinkProblem | None:
        contact = self.contact
        if contact is None or contact.is_gone:
            return LinkProblem.GONE
        if contact.merged_to or self.survivor:
            return LinkProblem.MERGED
        return None if contact.is_active else LinkProblem.ARCHIVED

    @property
    def is_usable(self) -> bool:
        return self.problem is None

    @property
    def was_renamed(self) -> bool:
        return bool(self.linked_name) and self.name != self.linked_name

    @property
    def reason(self) -> str:
        """The problem as a sentence that says what to do; "" when there is none."""
        names = {"name": self.name, "survivor": self.survivor.name if self.survivor else ""}
        match self.problem:
            case LinkProblem.MERGED if self.survivor:
                text = _(
                    "%(name)s was merged into %(survivor)s in Xero. Link %(survivor)s instead."
                )
            case LinkProblem.MERGED:
                text = _("%(name)s was merged into another contact in Xero. Link that one.")
            case LinkProblem.ARCHIVED:
                text = _("%(name)s is archived in Xero. Restore it there, or link another contact.")
            case LinkProblem.GONE:
                text = _("%(name)s is no longer in Xero. Link another contact.")
            case _:
                return ""
        return text % names

    @property
    def note(self) -> str:
        """What changed without breaking the link; "" when nothing did."""
        if not self.was_renamed:
            return ""
        names = {"before": self.linked_name, "now": self.name}
        return _("Was called %(before)s when it was linked; now %(now)s in Xero.") % names


@dataclass(frozen=True, slots=True)
class LinkedItem:
    """A product's item. ``item`` is None when the mirror does not hold it."""

    product_key: str
    item_id: str
    code: str
    name: str
    linked_code: str
    linked_name: str
    linked_by_name: str
    linked_at: datetime
    item: ItemInfo | None

    @property
    def problem(self) -> LinkProblem | None:
        if self.item is None or self.item.is_gone:
            return LinkProblem.GONE
        return None if self.item.is_sold else LinkProblem.NOT_SOLD

    @property
    def is_usable(self) -> bool:
        return self.problem is None

    @property
    def was_renamed(self) -> bool:
        linked = (self.linked_code, self.linked_name)
        return any(linked) and linked != (self.code, self.name)

    @property
    def label(self) -> str:
        return f"{self.code} – {self.name}" if self.name else self.code

    @property
    def reason(self) -> str:
        """The problem as a sentence that says what to do; "" when there is none."""
        match self.problem:
            case LinkProblem.GONE:
                text = _("The item %(item)s was deleted in Xero. Link another item.")
            case LinkProblem.NOT_SOLD:
                text = _("The item %(item)s is not marked as sold in Xero. Link another item.")
            case _:
                return ""
        return text % {"item": self.label}

    @property
    def note(self) -> str:
        """What changed without breaking the link; "" when nothing did."""
        if not self.was_renamed:
            return ""
        before = f"{self.linked_code} – {self.linked_name}".strip(" –")
        names = {"before": before, "now": self.label}
        return _("Was %(before)s when it was linked; now %(now)s in Xero.") % names
