"""Takes the changelog and CONTRIBUTING, which stand beside ``docs/``, into the built pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
BESIDE = ("CHANGELOG.md", "CONTRIBUTING.md")
TO_THEM = re.compile(rf"\]\(\.\./((?:\.\./)*(?:{'|'.join(BESIDE)}))")
FROM_THEM = re.compile(r"\]\(docs/")


def on_files(files: Files, config: Any) -> Files:
    for name in BESIDE:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    return files


def on_page_markdown(markdown: str, page: Any, **_more: Any) -> str:
    """Beside the code they are one folder further up, and name ``docs/`` in their links."""
    found = TO_THEM.sub(r"](\1", markdown)
    return FROM_THEM.sub("](", found) if page.file.src_uri in BESIDE else found
