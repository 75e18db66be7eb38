"""Which Xero roles may connect, and what a person with another role is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from ..client import Element, wire
from ..client.records.user import User
from ..exceptions import ConnectFailed, NotAllowed

# Xero's codes for Standard and Adviser. MANAGEDCLIENT and CASHBOOKCLIENT belong to Xero's
# partner editions; they are neither of the two and are refused like the rest.
SUFFICIENT = frozenset({"STANDARD", "FINANCIALADVISER", "ADVISER"})

_LABELS = {
    "STANDARD": _("Standard"),
    "FINANCIALADVISER": _("Adviser"),
    "ADVISER": _("Adviser"),
    "READONLY": _("Read only"),
    "INVOICEONLY": _("Invoice only"),
    "MANAGEDCLIENT": _("Managed client"),
    "CASHBOOKCLIENT": _("Cashbook client"),
    "REMOVED": _("Removed"),
    "": _("none"),
}


class RoleTooLow(ConnectFailed, NotAllowed):
    """The Xero user may sign in, but can't do in Xero what this app does."""

    code = "role_too_low"
    default_message = gettext_noop(
        "Connecting to %(organisation)s needs a Xero user with the role Standard or Adviser. "
        "The role found is: %(role)s. This organisation was not connected."
    )


def label(role: str) -> str:
    """Xero's code in words; codes are open-ended, so an unknown one is shown as it is."""
    return str(_LABELS.get(role, role))


@dataclass(frozen=True, slots=True)
class Person:
    """One of an organisation's users, under every id that Xero gives them."""

    ids: frozenset[str]
    email: str
    role: str

    @classmethod
    def of(cls, user: Element[User]) -> Person:
        # Xero's published schema leaves GlobalUserID out; its answers have it.
        ids = {str(user.record.user_id), str(wire.plain(user.raw).get("GlobalUserID", ""))}
        return cls(
            frozenset(each.lower() for each in ids if each),
            user.record.email_address.lower(),
            user.record.organisation_role,
        )


def role_of(people: Iterable[Person], *, user_id: str, email: str) -> str:
    """The role of the person who signed in, or "" when the organisation does not list them.

    ``UserID`` may be the organisation's own id for the person, so the e-mail address of the
    sign-in is the second key.
    """
    listed = list(people)
    by_id = [person for person in listed if user_id.lower() in person.ids]
    by_email = [person for person in listed if email and person.email == email.lower()]
    found = next(iter(by_id or by_email), None)
    return found.role if found else ""


def check(role: str, *, organisation: str) -> None:
    """Raise RoleTooLow unless the role is Standard or Adviser."""
    if role not in SUFFICIENT:
        raise RoleTooLow(
            f"Role {role or 'unknown'}", params={"organisation": organisation, "role": label(role)}
        )
