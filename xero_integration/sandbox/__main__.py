"""``python -m xero_integration.sandbox``: serves Xero in a box on one port."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from xero_integration.sandbox.app import Sandbox
from xero_integration.sandbox.identity.registration import add_redirect_uri
from xero_integration.sandbox.identity.state import state_of
from xero_integration.sandbox.persistence import Keeper, StateUnreadable, load
from xero_integration.sandbox.server import make_server
from xero_integration.sandbox.webhooks import Courier


def make_parser() -> argparse.ArgumentParser:
    """What the command line may say."""
    parser = argparse.ArgumentParser(
        prog="python -m xero_integration.sandbox",
        description="A stand-in for Xero: sign-in, accounting API, webhooks and a web page.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen: 127.0.0.1")
    parser.add_argument("--port", type=int, default=8020, help="8020; 0 picks a free port")
    parser.add_argument("--state", type=Path, help="a file that keeps the books across restarts")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other demo data")
    parser.add_argument("--base-url", help="the address clients see, when it is another")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="URI",
        help="allow the demo app to come back here too; may be repeated",
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM."""
    chosen = make_parser().parse_args(argv)
    sandbox = Sandbox(seed=chosen.seed)
    try:
        if chosen.state is not None:
            load(sandbox, chosen.state)
        app = state_of(sandbox.world).apps["sandbox-client"]
        for uri in chosen.redirect_uri:
            add_redirect_uri(app, uri)
    except (StateUnreadable, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    return serve(sandbox, chosen)


def serve(sandbox: Sandbox, chosen: argparse.Namespace) -> int:
    """Run the server and the threads beside it, and stop all of them in order."""
    try:
        server = make_server(sandbox, chosen.host, chosen.port)
    except OSError as problem:
        print(f"Port {chosen.port} cannot be used: {problem.strerror}.", file=sys.stderr)
        return 1
    sandbox.base_url = (chosen.base_url or server.url).rstrip("/")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    helpers: list[Courier | Keeper] = [Courier(sandbox)]
    if chosen.state is not None:
        helpers.append(Keeper(sandbox, chosen.state))
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    for thread in (serving, *helpers):
        thread.start()
    print(f"Sandbox ready: {server.url}", flush=True)
    stop.wait()
    server.shutdown()
    server.server_close()
    for helper in helpers:
        helper.end()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
