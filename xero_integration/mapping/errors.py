"""Why settings are not saved."""

from __future__ import annotations

from ..exceptions import XeroIntegrationError, gettext_noop


class MappingError(XeroIntegrationError):
    code = "mapping"


class MappingIncomplete(MappingError):
    code = "mapping_incomplete"
    default_message = gettext_noop("Choose a field for: %(targets)s.")


class MappingOutdated(MappingError):
    """Somebody saved another revision since this person opened the page."""

    code = "mapping_outdated"
    default_message = gettext_noop(
        "%(name)s has saved other settings in the meantime. Your choices are still here: "
        "check them and save again."
    )
