"""Every secret of a run, by its value, as it is issued; and a line to Xero that hears them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import requests
from requests.adapters import HTTPAdapter

TRANSPORT = f"{__name__}.transport"
TOKENS = ("access_token", "refresh_token", "id_token")
SENT = ("code", "code_verifier", "refresh_token", "token")

_current: list[Line] = []


@dataclass
class Vault:
    """Value → what it is; a text that contains one of the values leaks it."""

    secrets: dict[str, str] = field(default_factory=dict)

    def keep(self, what: str, value: object) -> None:
        if isinstance(value, str) and value:
            self.secrets.setdefault(value, what)

    def kinds(self) -> set[str]:
        return set(self.secrets.values())

    def leaks(self, text: str) -> list[str]:
        return sorted({what for value, what in self.secrets.items() if value in text})


class Line(HTTPAdapter):
    """The real way over a socket, so that every library under it logs as it does in production.

    While ``parrot`` is a status, a call gets an answer of that status that quotes all of it back.
    """

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self.vault = vault
        self.parrot: int | None = None

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        self._hear_request(request)
        if self.parrot is not None:
            return _quoting(request, self.parrot)
        answer = super().send(request, *args, **kwargs)
        if request.path_url.startswith("/connect/token"):
            for name in TOKENS:
                self.vault.keep(name, answer.json().get(name))
        return answer

    def _hear_request(self, request: Any) -> None:
        scheme, _space, credentials = request.headers.get("Authorization", "").partition(" ")
        self.vault.keep(f"credentials ({scheme})", credentials)
        if request.path_url.startswith("/connect/"):
            for name, values in parse_qs(_text(request.body)).items():
                if name in SENT:
                    self.vault.keep(name, values[0])


def transport() -> Line:
    """What the setting ``TRANSPORT`` names."""
    return _current[-1]


def use(line: Line) -> None:
    _current[:] = [line]


def _quoting(request: Any, status: int) -> requests.Response:
    quoted = f"{dict(request.headers)} {_text(request.body)}"
    told: dict[str, Any] = {"error": "invalid_request", "error_description": quoted}
    told |= {"Message": quoted, "Elements": [{"ValidationErrors": [{"Message": quoted}]}]}
    answer = requests.Response()
    answer.status_code = status
    answer.request, answer.url = request, request.url
    answer.headers["Content-Type"] = "application/json"
    answer._content = json.dumps(told).encode()
    return answer


def _text(body: Any) -> str:
    return body.decode("latin-1") if isinstance(body, bytes) else body or ""
