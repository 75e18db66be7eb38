"""A project that hands the app's tasks to its own Celery, written as the how-to says."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import celery
import pytest
from django.core.management import call_command

from xero_integration import background, schedules

from .blocks import take
from .settings_block import apply


@pytest.fixture
def project(tmp_path, settings, monkeypatch, db):
    """A package on disk, so that Python itself imports it."""
    folder = tmp_path / "crm"
    folder.mkdir()
    (folder / "celery.py").write_text(take("workers.md", "crm/celery.py"))
    (folder / "__init__.py").write_text(take("workers.md", "crm/__init__.py"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("CELERY_BROKER_URL", "memory://")
    apply(take("workers.md", "settings.py, with Celery"), settings)
    before = celery.current_app._get_current_object()
    yield
    before.set_current()
    for name in [name for name in sys.modules if name.partition(".")[0] == "crm"]:
        del sys.modules[name]


def test_celery_knows_every_schedule_and_the_check_is_silent(project):
    app = import_module("crm").celery_app
    app.set_current()
    assert app.conf.broker_url == "memory://" == os.environ["CELERY_BROKER_URL"]
    assert background.scheduled() == {entry.name for entry in schedules.SCHEDULES}
    call_command("check", fail_level="WARNING")
