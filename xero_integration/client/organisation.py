"""The organisation itself, and what its plan allows."""

from __future__ import annotations

from xero_integration.exceptions import NotFound

from . import answers
from .answers import Element
from .http import XeroHTTP
from .noun import decoded
from .records import Organisation, OrganisationAction


class OrganisationNoun:
    """Calls to Organisation cost no egress, which makes ``get`` the right probe."""

    def __init__(self, http: XeroHTTP) -> None:
        self._http = http

    def get(self) -> Element[Organisation]:
        answer = self._http.call("GET", "Organisation")
        page = decoded(
            "GET", answer, lambda body: answers.page(Organisation, "Organisations", body)
        )
        for element in page:
            return element
        raise NotFound("Xero answered with no organisation.", status=answer.status)

    def actions(self) -> dict[str, bool]:
        """Tell which actions the organisation's plan allows, by name."""
        answer = self._http.call("GET", "Organisation/Actions")
        page = decoded(
            "GET", answer, lambda body: answers.page(OrganisationAction, "Actions", body)
        )
        return {action.name: action.status == "ALLOWED" for action in page.records}
