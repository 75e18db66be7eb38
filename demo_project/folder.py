"""Where the demo keeps its data, and the secrets made there on first run."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key

PROJECT = Path(__file__).resolve().parent.parent


def demo_dir() -> Path:
    """DEMO_DIR of the environment, else ``.demo`` beside manage.py; made when absent."""
    folder = PROJECT / os.environ.get("DEMO_DIR", ".demo")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secrets() -> dict[str, str]:
    """The demo's own keys, the same at every start until ``make demo-reset``."""
    file = demo_dir() / "keys.json"
    if not file.exists():
        keys = {
            "SECRET_KEY": get_random_secret_key(),
            "ENCRYPTION_KEY": Fernet.generate_key().decode(),
        }
        file.touch(mode=0o600)
        file.write_text(json.dumps(keys))
    kept: dict[str, str] = json.loads(file.read_text())
    return kept


def port(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)
