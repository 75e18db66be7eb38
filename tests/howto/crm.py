"""A CRM called ``crm``, as the how-tos know it; its modules are written by the pages' blocks."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@dataclass
class Crm:
    """Stands on the models of the host under test, whose app is called otherwise."""

    label: str
    settings: Any
    patch: pytest.MonkeyPatch

    @classmethod
    def on(cls, host: Any, settings: Any, patch: pytest.MonkeyPatch) -> Crm:
        package = ModuleType("crm")
        package.__path__ = []
        patch.setitem(sys.modules, "crm", package)
        patch.setitem(sys.modules, "crm.models", sys.modules[host.Deal.__module__])
        return cls(host.Deal._meta.app_label, settings, patch)

    def write(self, name: str, text: str) -> ModuleType:
        """Run a block as the module ``name``, or as its continuation."""
        module = ModuleType(name)
        module.__dict__.update(vars(sys.modules[name]) if name in sys.modules else {})
        module.__package__ = "crm"
        self.patch.setitem(sys.modules, name, module)
        exec(compile(self.ours(text), f"{name} of a how-to", "exec"), vars(module))
        return module

    def ours(self, text: str) -> str:
        """The page's names of models and of their admin pages, as this host calls them."""
        return text.replace('"crm.', f'"{self.label}.').replace(":crm_", f":{self.label}_")

    def sources(self, **paths: str) -> None:
        self.set(SOURCES=paths)

    def set(self, **more: Any) -> None:
        self.settings.XERO_INTEGRATION = {**self.settings.XERO_INTEGRATION, **more}

    def templates(self, folder: Path, texts: dict[str, str]) -> None:
        """Put templates before all others, as a project's own folder does."""
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        (engine,) = self.settings.TEMPLATES
        self.settings.TEMPLATES = [{**engine, "DIRS": [folder]}]
