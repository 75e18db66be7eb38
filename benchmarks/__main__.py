"""Runs every benchmark, each in a process of its own; ends with 1 when one misses its mark."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("[a-z]*.py"))
    codes = []
    for name in names:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        codes.append(subprocess.run(command, check=False).returncode)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
