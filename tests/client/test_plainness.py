"""The client stands on its own."""

from __future__ import annotations

import subprocess
import sys


def test_the_client_needs_no_django() -> None:
    script = (
        "import sys\n"
        "for name in ('django', 'rest_framework', 'allauth', 'django_q'):\n"
        "    sys.modules[name] = None\n"
        "import xero_integration.client\n"
        "from xero_integration.client import deeplinks, oauth, webhooks\n"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
