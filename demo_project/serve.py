"""Starts the sandbox, the web server and the worker, watches them, and stops all together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import django
from django.conf import settings
from django.core.management import call_command, get_commands
from django.urls import reverse
from django.utils.module_loading import import_string

from .crm.people import PEOPLE
from .folder import PROJECT

STARTUP_SECONDS = 60
GRACE_SECONDS = 10
LAST_LINES = 25
# Where Xero sends people back to: after connecting, and after signing in with Xero.
RETURN_URLS = (("xero_integration_callback:callback", ()), ("openid_connect_callback", ("xero",)))
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(BaseException):
    """Ctrl-C, or a polite request to end; no ``except Exception`` on the way may swallow it."""


@dataclass(slots=True)
class Child:
    """One process of the demo, its log, and how to see that it works."""

    name: str
    command: list[str]
    is_healthy: Callable[[], bool]
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def is_dead(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """The leader only: a django-q2 cluster hangs when its members are told too."""
        if not self.is_dead:
            self.process.terminate()

    def kill(self) -> None:
        """The whole group, since a worker has children of its own."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def obituary(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        said = "\n".join(f"  {line}" for line in lines)
        return f"The {self.name} ended with code {self.process.returncode}. Its last words:\n{said}"


def start(name: str, command: list[str], is_healthy: Callable[[], bool]) -> Child:
    log = settings.DEMO_DIR / f"{name}.log"
    with log.open("wb") as output:
        # A session of its own: Ctrl-C reaches this process only, which then stops the others.
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(name, command, is_healthy, log, process)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:  # noqa: S310 - our own http address
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def start_all() -> list[Child]:
    python, web = sys.executable, f"127.0.0.1:{settings.DEMO_PORT}"
    sandbox_port = settings.SANDBOX_URL.rpartition(":")[2]
    state = str(settings.DEMO_DIR / "sandbox.json")
    sandbox = [python, "-m", "xero_integration.sandbox", "--port", sandbox_port, "--state", state]
    for name, arguments in RETURN_URLS:
        sandbox += ["--redirect-uri", f"http://{web}{reverse(name, args=arguments)}"]
    server = [python, "-m", "waitress", f"--listen={web}", "--threads=8"]
    return [
        start("sandbox", sandbox, sandbox_is_up),
        start("web", [*server, "demo_project.wsgi:application"], web_is_up),
        start("worker", [python, "manage.py", "xero_worker"], worker_is_up),
    ]


def sandbox_is_up() -> bool:
    return answers(f"{settings.SANDBOX_URL}/.well-known/openid-configuration")


def web_is_up() -> bool:
    return answers(f"http://127.0.0.1:{settings.DEMO_PORT}/health/")


def worker_is_up() -> bool:
    """django-q2 keeps its pulse in the cache, which is a folder that we share with it."""
    # django-q2 reads the settings when it is imported, so not before they are set up.
    return bool(import_string("django_q.status.Stat").get_all())


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def prepare() -> None:
    """Bring the database up to date; safe at every start."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("seed_demo")
    if "xero_schedules" in get_commands():
        call_command("xero_schedules", verbosity=0)


def ports_are_free() -> bool:
    sandbox = int(settings.SANDBOX_URL.rpartition(":")[2])
    taken = [number for number in (settings.DEMO_PORT, sandbox) if not is_free(number)]
    for number in taken:
        print(
            f"Port {number} is in use. Stop what uses it, or set DEMO_PORT or SANDBOX_PORT.",
            file=sys.stderr,
        )
    return not taken


def ready_line() -> str:
    people = ", ".join(f"{person.username}/{person.password}" for person in PEOPLE)
    return (
        f"Demo ready: http://127.0.0.1:{settings.DEMO_PORT}/ - sign in as {people} "
        f"- Xero sandbox: {settings.SANDBOX_URL}/ - Ctrl-C stops it"
    )


def connect() -> None:
    """Connect the CRM to the sandbox, in a process whose words stay out of the terminal."""
    log = settings.DEMO_DIR / "connect.log"
    with log.open("wb") as output:
        command = [sys.executable, "manage.py", "connect_demo"]
        done = subprocess.run(
            command, cwd=PROJECT, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        print(f"The demo is not connected to its sandbox; see {log}", file=sys.stderr)


def wait_until_healthy(children: list[Child]) -> bool:
    deadline = time.monotonic() + STARTUP_SECONDS
    waiting = list(children)
    while waiting:
        if any(child.is_dead for child in children):
            return False
        if time.monotonic() > deadline:
            names = ", ".join(child.name for child in waiting)
            print(f"Not ready after {STARTUP_SECONDS} seconds: {names}", file=sys.stderr)
            return False
        waiting = [child for child in waiting if not child.is_healthy()]
        time.sleep(0.2)
    return True


def watch(children: list[Child]) -> None:
    while not any(child.is_dead for child in children):
        time.sleep(0.5)


def stop_all(children: list[Child]) -> None:
    """End every process, politely at first; a second Ctrl-C must not leave one behind."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and not all(child.is_dead for child in children):
        time.sleep(0.1)
    for child in children:
        child.kill()


def supervise() -> int:
    """Run until told to stop (0) or until a child dies (1)."""
    children: list[Child] = []
    try:
        children = start_all()
        if wait_until_healthy(children):
            connect()
            print(ready_line(), flush=True)
            watch(children)
        for child in children:
            if child.is_dead:
                print(child.obituary(), file=sys.stderr)
        return 1
    except Stop:
        return 0
    finally:
        stop_all(children)


def on_signal(number: int, frame: FrameType | None) -> None:
    raise Stop


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_project.settings")
    django.setup()
    if not ports_are_free():
        return 1
    for number in SIGNALS:
        signal.signal(number, on_signal)
    try:
        prepare()
        return supervise()
    except Stop:
        return 0


if __name__ == "__main__":
    sys.exit(main())
