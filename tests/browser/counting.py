"""Counts what a person does with mouse and keyboard, over all pages of a journey."""

from __future__ import annotations

from playwright.sync_api import Page

LISTEN = """
for (const name of ["click", "keydown"]) {
  document.addEventListener(name, (event) => {
    if (event.isTrusted) console.debug(`xi-counted ${name}`);
  }, true);
}
"""


def count_acts(page: Page) -> list[str]:
    """A list that each click and each key adds itself to; pages may follow each other."""
    acts: list[str] = []

    def heard(message: object) -> None:
        text = getattr(message, "text", "")
        if text.startswith("xi-counted "):
            acts.append(text.split()[1])

    page.on("console", heard)
    page.add_init_script(LISTEN)
    return acts
