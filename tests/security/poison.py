"""A Xero in which every text that a person could have typed is an attack, and who looks for it."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser
from typing import Any

from xero_integration.sandbox import Sandbox

POISON = """"'><xss a=1 onload=b()>{{7|add:1}}%s</script></textarea>"""
TYPED = {"name", "legal_name", "description", "first_name", "last_name", "reference", "changes"}
TYPED |= {"purchase_description", "given_name", "family_name", "details", "user", "tax_number"}
TYPED |= {"FirstName", "LastName", "AttentionTo", "AddressLine1", "AddressLine2", "City", "Region"}
TYPED |= {"TaxNumber", "PhoneNumber", "AccountNumber", "BankAccountDetails"}
LINKS = {"href", "src", "action", "formaction", "xlink:href", "hx-get", "hx-post", "data-href"}


def poison(sandbox: Sandbox) -> int:
    """Replace all of them, numbered where they have to differ; answers how many there were."""
    world = sandbox.world
    everybody = (*world.organisations.values(), *world.identity.users.values())
    return sum(_poison(each, number) for number, each in enumerate(everybody))


def _poison(value: Any, number: int) -> int:
    if isinstance(value, str | int | float | None):
        return 0
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        pairs = [(name, getattr(value, name, None)) for name in names]
        return sum(_replace(value, name, found, number) for name, found in pairs)
    if hasattr(value, "items"):
        mapped = isinstance(value, dict)
        return sum(
            _replace(value if mapped else None, str(name), found, at)
            for at, (name, found) in enumerate(list(value.items()))
        )
    if isinstance(value, list):
        return sum(_poison(each, at) for at, each in enumerate(value))
    return 0


def _replace(owner: Any, name: str, found: Any, number: int) -> int:
    if not isinstance(found, str):
        return _poison(found, number)
    if name not in TYPED or not found or owner is None:
        return 0
    bad = f"{number}{POISON}"
    if isinstance(owner, dict):
        owner[name] = bad
    else:
        setattr(owner, name, bad)
    return 1


class Reader(HTMLParser):
    """Reads a page as a browser does; ``harm`` is what the poison achieved."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.harm: list[str] = []
        self.is_touched = False
        self._inside_script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside_script = tag == "script"
        if tag.startswith("xss"):
            self.harm.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name == "a":
                self.harm.append(f"{tag} {name}={value}")
            if name in LINKS and not _is_plain(value or ""):
                self.harm.append(f"{tag} {name}={value}")
            self.is_touched |= "<xss" in (value or "")

    def handle_endtag(self, tag: str) -> None:
        self._inside_script = False

    def handle_data(self, data: str) -> None:
        if "<xss" in data:
            self.is_touched = True
            if self._inside_script:
                self.harm.append("a script")
            if "{{7|add:1}}"[: len(data)] not in data and "{{" not in data and "}8%" in data:
                self.harm.append("a template was run")


def _is_plain(address: str) -> bool:
    scheme = address.partition(":")[0].strip().lower()
    return ":" not in address or "/" in scheme or "?" in scheme or scheme in {"https", "http"}
