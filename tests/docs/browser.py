"""A browser without scripts: opens pages, fills forms and presses what it is told by its words."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

PATIENCE = 60.0


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Words, name and value of each."""

    def sent_by(self, words: str) -> list[tuple[str, str]]:
        _said, name, value = self._button(words) or ("", "", "")
        return [*self.fields, *([(name, value)] if name else [])]

    def has(self, words: str) -> bool:
        return self._button(words) is not None

    def _button(self, words: str) -> tuple[str, str, str] | None:
        """What a button tells behind a point, such as the total, changes with the page."""
        return next((each for each in self.buttons if each[0].partition(" · ")[0] == words), None)


class Page(HTMLParser):
    """The forms and the links of a page, as a reader without scripts has them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self._form: Form | None = None
        self._button: list[str] | None = None
        self._link = self._select = self._area = ""
        self._words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(found.get("action", ""), found.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "button":
            self._button, self._words = [found.get("name", ""), found.get("value", "")], ""
        elif tag == "a":
            self._link, self._words = found.get("href", ""), ""
        elif self._form is not None:
            self._field(self._form, tag, found)

    def _field(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "input" and kind == "submit":
            form.buttons.append((found.get("value", ""), name, found.get("value", "")))
        elif tag == "input" and name:
            if kind not in {"checkbox", "radio"}:
                form.fields.append((name, found.get("value", "")))
            elif "checked" in found:
                form.fields.append((name, found.get("value", "on")))
            elif kind == "radio" and name not in dict(form.fields):
                form.fields.append((name, found.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in found or self._select not in dict(form.fields):
                form.fields = [each for each in form.fields if each[0] != self._select]
                form.fields.append((self._select, found.get("value", "")))
        elif tag == "textarea":
            self._area, self._words = name, ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        words = re.sub(r"\s+", " ", self._words).strip()
        if tag == "button" and self._button is not None and self._form is not None:
            self._form.buttons.append((words, self._button[0], self._button[1]))
            self._button = None
        elif tag == "a" and self._link:
            self.links[words], self._link = self._link, ""
        elif tag == "textarea" and self._form is not None:
            self._form.fields.append((self._area, self._words.removeprefix("\n")))
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._form = None


class Browser:
    def __init__(self) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.answer = requests.Response()

    @property
    def text(self) -> str:
        """The page as it is read."""
        seen = re.sub(r"<(script|style).*?</\1>", " ", self.answer.text, flags=re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seen))

    def open(self, url: str) -> None:
        self.answer = self.session.get(url, timeout=30)
        assert self.answer.ok, f"{url}: {self.answer.status_code} {self.text[:2000]}"

    def press(self, words: str, **typed: str) -> None:
        """Press the button or follow the link with these words; wait until it is there."""
        until = time.monotonic() + PATIENCE
        while True:
            page = Page(self.answer.text)
            form = next((each for each in page.forms if each.has(words)), None)
            if form is not None:
                return self._send(form, words, typed)
            if words in page.links:
                return self.open(urljoin(self.answer.url, page.links[words]))
            assert time.monotonic() < until, (
                f"no {words!r} on {self.answer.url}: {self.text[:3000]}"
            )
            time.sleep(0.5)
            self.open(self.answer.url)

    def _send(self, form: Form, words: str, typed: dict[str, str]) -> None:
        values = [(name, typed.pop(name, value)) for name, value in form.sent_by(words)]
        values += typed.items()
        came_from = self.answer.url
        self.answer = self.session.request(
            form.method,
            urljoin(came_from, form.action),
            data=values if form.method == "post" else None,
            params=values if form.method == "get" else None,
            headers={"Referer": came_from},
            timeout=30,
        )
        assert self.answer.ok, f"{words}: {self.answer.status_code} {self.text[:2000]}"
