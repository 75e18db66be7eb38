"""Where the demo keeps its data, and the secrets made there on first run."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_urlsafe

from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key

PROJECT = Path(__file__).resolve().parent.parent

KEYS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": get_random_secret_key,
    "ENCRYPTION_KEY": lambda: Fernet.generate_key().decode(),
    "WEBHOOK_KEY": lambda: token_urlsafe(64),
}


def demo_dir() -> Path:
    """DEMO_DIR of the environment, else ``.demo`` beside manage.py; made when absent."""
    folder = PROJECT / os.environ.get("DEMO_DIR", ".demo")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secrets() -> dict[str, str]:
    """The demo's own keys, the same at every start until ``make demo-reset``."""
    file = demo_dir() / "keys.json"
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = {name: make() for name, make in KEYS.items() if name not in kept}
    if missing:
        kept |= missing
        file.touch(mode=0o600)
        file.write_text(json.dumps(kept))
    return kept


def port(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)
