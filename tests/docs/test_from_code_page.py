"""The job of "Create invoices from code" does in the tutorial's project what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import blocks
from tests.docs.project import check_in, make_project, write

pytestmark = [pytest.mark.gate, pytest.mark.timeout(240)]
PAGE = "howto/from-code.md"


def test_the_job_makes_one_invoice_for_each_closed_deal(tmp_path: Path) -> None:
    make_project(tmp_path)
    write(tmp_path, blocks(PAGE))
    for folder in ("management", "management/commands"):
        (tmp_path / "crm" / folder / "__init__.py").touch()
    check_in(tmp_path, "invoicing_job.py")
