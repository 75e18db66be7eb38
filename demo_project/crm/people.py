"""The people who can sign in to the demo, and what each may do with Xero."""

from __future__ import annotations

from dataclasses import dataclass

VIEW = ("view",)
REP = (*VIEW, "create_document", "email")
APPROVER = (*REP, "approve", "void")
ADMIN = (*APPROVER, "manage_mapping", "manage_connection", "view_log")


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    first_name: str
    last_name: str
    group: str
    rights: tuple[str, ...]
    purpose: str

    @property
    def password(self) -> str:
        return f"{self.username}-demo"


PEOPLE = (
    DemoPerson("rep", "Ana", "Ruiz", "Sales reps", REP, "creates invoices"),
    DemoPerson("approver", "Tom", "Hale", "Approvers", APPROVER, "approves and voids them too"),
    DemoPerson("admin", "Mia", "Novak", "Administrators", ADMIN, "connects Xero and sets it up"),
    DemoPerson("norights", "Leo", "Park", "Visitors", (), "sees deals, but nothing of Xero"),
)
