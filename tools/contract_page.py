"""Writes ``docs/reference/host-contract.md`` from its rows and the tests marked with them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.hosts.installing import PROJECTS, written

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference" / "host-contract.md"
TESTS = ROOT / "tests"

HEAD = """# What the app promises a host

A host is the Django project that installs the app. Hosts differ more than one would think; these
are the promises that hold in all of them. Below each stand the tests that prove it, marked
`@pytest.mark.contract(row)`; `pytest -m contract` runs them. Beside the two hosts that the whole
suite runs under, three small projects in `tests/hosts/` install the app in 25 lines or fewer each,
and have a journey of their own.

This page is written by `python -m tools.contract_page`; change the sentences there.
"""

TABLE = """
| host | what is odd about it | lines to install |
| --- | --- | --- |"""

HOSTS = {
    "plain": "Integer keys, rows for everything, Django's own users and admin.",
    "uuid": "UUID keys, lines in a JSON column, tenants, a manager that shows nothing outside a "
    "request, users without permissions, a `LOGIN_URL` that leads nowhere, a language in "
    "every address.",
    "admin_crm": "Nothing but Django's admin: no page of a deal, a template of its own, sums per "
    "line, freight beside the lines, the currency on the customer, several e-mail addresses in "
    "one field.",
    "htmx_crm": "Deals by number, parts swapped by htmx, a form around the panel, no admin and no "
    "messages, guests with an e-mail address, a currency per line.",
    "rest_crm": "Tokens instead of sessions, no `request.user`, no page of the app, users with "
    "UUIDs, tenants, deals without lines, news by webhook.",
}

ROWS = {
    1: """A deal is named by the key of its source and its primary key as text. There is no
foreign key to a host's table, and whatever can't be a key is not found. A host hands over the
object, so its own addresses may use a number.""",
    2: """`SOURCES` names as many kinds of records as the site invoices, each by the label of its
model.""",
    3: """Which records exist for a request is up to `objects`, what may be done with one is up to
`allows`. A permission of Django alone never opens a deal.""",
    4: """Who calls is up to `actor`. It may be a user, the owner of a token, or something that is
no user at all.""",
    5: """`tenant` is any text. It is kept with each connection and stands in every unique key, so
that one tenant never meets what belongs to another.""",
    6: """A worker asks neither the host's rights nor its current tenant: the draft was read in
the request, and what a worker reads itself it reads inside `scope`.""",
    7: """The customer is the first that is there of several records, or a guest with an e-mail
address. The address may be one of a list, on another record, or missing.""",
    8: """A line needs no product. A deal without lines is one line of its name and amount, and
charges beside the lines become lines.""",
    9: """A line has a price for one or a sum for all, and one discount, in percent or money.
Amounts stay exact decimals, and the total is compared with the host's own.""",
    10: """The currency stands on the deal, the customer or the lines. A deal with two currencies,
or with none where the host has some, is refused in plain words.""",
    11: """Prices with and without tax, and tax codes of the host's own: which tax rate of Xero a
code means is a setting of the connection.""",
    12: """A dotted path goes through relations, methods and JSON keys, and falls back to the next
after a `|`. Managers are read and never called. Code of the host that fails is told by its
path.""",
    13: """One view serves a template tag, a fragment for htmx and JSON for programs.""",
    14: """The panel may stand in a form of the host: it holds no form, button or field, and can
shrink to a line of links. For None it is empty.""",
    15: """After each press people are on the deal's own page, and `next` never leaves the site.
htmx is sent there by its header.""",
    16: """Who comes with a session's cookie needs the token of the page, who comes with a token
in a header does not.""",
    17: """Where people sign in is a setting, as `LOGIN_URL` may lead nowhere; programs get 401
and JSON.""",
    18: """The addresses for Xero stand apart from the pages, so that no language moves them. A
sign-in can be finished by a POST, once, by the same person in the same tenant.""",
    19: """The settings are pages of the app, in the layout of the host or in one of their own.
They need no Django admin.""",
    20: """Styles go neither in nor out: each rule is under one prefix, and what a host resets is
declared again. Nothing is inline, so that a strict Content-Security-Policy holds.""",
    21: """Label, namespaces, templates, static files, tags and tables bear the name
`xero_integration`.""",
    22: """No host has to make a migration of the app, whatever its keys and its user model are.""",
    23: """Secrets are encrypted in their columns and appear in no name, log, task or error.""",
    24: """Nothing else has to be installed. What is missing for a feature is said by `manage.py
check`.""",
    25: """Deleting a deal deletes nothing of the app. The invoice lives on, and the page says
that the deal is gone.""",
}


@dataclass(frozen=True, slots=True)
class Proof:
    file: str
    test: str
    row: int


def page() -> str:
    proofs: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for proof in all_proofs():
        proofs[proof.row][proof.file].append(proof.test)
    sections = (
        f"\n## {row}\n\n{promise}\n\n{_listed(proofs[row])}" for row, promise in ROWS.items()
    )
    return HEAD + _hosts() + "".join(sections)


def _hosts() -> str:
    rows = (
        f"| `{name}` | {what} | {len(written(name)) if name in PROJECTS else ''} |"
        for name, what in HOSTS.items()
    )
    return "\n".join([TABLE, *rows, ""])


def all_proofs() -> list[Proof]:
    """By reading the tests, which is quick; the gate sees to it that each row has one."""
    files = sorted([*TESTS.rglob("test_*.py"), *TESTS.glob("hosts/*/journey.py")])
    return [proof for file in files for proof in proofs_in(file)]


def proofs_in(file: Path) -> Iterator[Proof]:
    tree = ast.parse(file.read_text())
    yield from _marked(tree.body, _of_module(tree), _name(file))


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name


def _marked(body: list[ast.stmt], inherited: set[int], file: str) -> Iterator[Proof]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _marked(node.body, inherited | _rows(node.decorator_list), file)
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for row in sorted(inherited | _rows(node.decorator_list)):
                yield Proof(file, node.name, row)


def _of_module(tree: ast.Module) -> set[int]:
    for node in tree.body:
        names = [each for each in getattr(node, "targets", ()) if isinstance(each, ast.Name)]
        if isinstance(node, ast.Assign) and [each.id for each in names] == ["pytestmark"]:
            value = node.value
            return _rows(value.elts if isinstance(value, ast.List) else [value])
    return set()


def _rows(marks: list[ast.expr]) -> set[int]:
    return {
        int(argument.value)
        for mark in marks
        if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.contract"
        for argument in mark.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, int)
    }


def _listed(by_file: dict[str, list[str]]) -> str:
    lines = [f"- `{file}`: {_sentences(tests)}" for file, tests in sorted(by_file.items())]
    return "\n".join([*lines, ""])


def _sentences(tests: list[str]) -> str:
    return "; ".join(test.removeprefix("test_").replace("_", " ") for test in tests)


if __name__ == "__main__":
    PAGE.write_text(page())
