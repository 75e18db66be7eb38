"""The built wheel holds all that the app needs, and works where nothing else of ours is."""

from __future__ import annotations

import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.gates.building import build_wheel, run
from tests.gates.measure import APP, ROOT

pytestmark = [pytest.mark.gate, pytest.mark.xdist_group("wheel")]

PROJECT = """
SECRET_KEY, ROOT_URLCONF, USE_TZ = "x", "deals", True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django_q"]
INSTALLED_APPS += ["xero_integration"]
Q_CLUSTER = {"orm": "default", "timeout": 60, "retry": 200, "max_attempts": 1, "ack_failures": True}
XERO_INTEGRATION = {
    "CLIENT_ID": "id", "CLIENT_SECRET": "secret", "SOURCES": {"deal": "deals.Groups"},
    "ENCRYPTION_KEYS": ["bm90LWEtc2VjcmV0LWtleS1vZi10aGUtdGVzdC1ob3M="], "STRONG_SIGN_IN": "",
}
"""
DEALS = """
from django.urls import include, path
from xero_integration.host import InvoiceSource

class Groups(InvoiceSource):
    model = "auth.Group"

urlpatterns = [path("", include("xero_integration.urls"))]
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; its dependencies are borrowed from this one."""
    folder = tmp_path_factory.mktemp("empty")
    run([sys.executable, "-m", "venv", "--without-pip", "env"], folder)
    interpreter = folder / "env" / "bin" / "python"
    install = [
        "-m",
        "pip",
        "--python",
        str(interpreter),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
    ]
    run([sys.executable, *install, str(wheel)], folder)
    packages = next((folder / "env" / "lib").glob("python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    (folder / "project.py").write_text(PROJECT)
    (folder / "deals.py").write_text(DEALS)
    return interpreter


def wanted_files() -> set[str]:
    """Every file of the app that is not Python source, and every migration."""
    folders = ("templates", "static", "locale", "migrations", "sandbox")
    found = {
        file.relative_to(ROOT).as_posix()
        for folder in folders
        for file in (APP / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    return found | {"xero_integration/py.typed"}


def test_the_wheel_holds_every_file_of_the_app_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert wanted_files() - names == set()
    assert {name.split("/")[0] for name in names} == {"xero_integration"}


def test_the_wheel_has_templates_static_files_and_migrations(wheel: Path) -> None:
    names = "\n".join(zipfile.ZipFile(wheel).namelist())
    assert "xero_integration/templates/xero_integration/" in names
    assert "xero_integration/static/xero_integration/" in names
    assert "xero_integration/migrations/0001_" in names


@pytest.mark.contract(24)
def test_a_ten_line_project_checks_and_migrates(python: Path) -> None:
    folder = python.parents[2]
    where = run([str(python), "-c", "import xero_integration as x; print(x.__file__)"], folder)
    assert where.startswith(str(folder))
    django = [str(python), "-m", "django"]
    run([*django, "check", "--settings=project", "--pythonpath=."], folder)
    migrated = run([*django, "migrate", "--settings=project", "--pythonpath=."], folder)
    assert "Applying xero_integration.0001_" in migrated
