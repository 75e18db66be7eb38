"""The demo with the settings of a site in production: Django's own judge finds nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.gates.measure import ROOT

pytestmark = pytest.mark.gate

ASK = """
import json, sys
import django
django.setup()
from django.test import Client
from demo_project.crm.templatetags.crm import demo_code, demo_people
asked = Client(headers={"host": "crm.example", "x-forwarded-proto": sys.argv[1]})
answer = asked.get(sys.argv[2])
told = {"status": answer.status_code, "headers": dict(answer.headers)}
print(json.dumps(told | {"people": demo_people(), "code": demo_code(object())}))
"""


UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # Browser tests allow it for their process; a site in production must not.
    own = {name: value for name, value in os.environ.items() if name != UNSAFE}
    environment = {
        **own,
        "DEMO_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "demo_project.production",
        "SITE_HOST": "crm.example",
        "XERO_CLIENT_ID": "an-id",
        "XERO_CLIENT_SECRET": "a-secret",
        "XERO_WEBHOOK_KEYS": "a-key",
    }
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_check_for_deployment_finds_nothing(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip() == "System check identified no issues (0 silenced)."


def test_the_check_for_deployment_would_notice_the_demo(tmp_path: Path) -> None:
    command = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = run(tmp_path, *command, "--settings", "demo_project.settings")
    assert done.returncode == 1
    assert "security.W008" in done.stderr


def told(folder: Path, scheme: str, path: str) -> Any:
    done = run(folder, "-W", "ignore", "-c", ASK, scheme, path)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_pages_are_for_tls_and_for_no_frame_and_show_no_password(tmp_path: Path) -> None:
    answer = told(tmp_path, "https", "/health/")
    assert (answer["status"], answer["people"], answer["code"]) == (200, [], "")
    assert answer["headers"]["Strict-Transport-Security"].startswith("max-age=31536000")
    assert answer["headers"]["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["headers"]["Content-Security-Policy"]


def test_nothing_is_said_over_plain_http(tmp_path: Path) -> None:
    answer = told(tmp_path, "http", "/accounts/login/")
    assert answer["status"] == 301
    assert answer["headers"]["Location"] == "https://crm.example/accounts/login/"
