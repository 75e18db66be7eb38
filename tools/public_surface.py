"""What is public: the modules whose ``__all__`` is kept, and how each of their names is written."""

from __future__ import annotations

import ast
import enum
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

from django.db import models
from django.utils.module_loading import import_string

ROOT = Path(__file__).resolve().parents[1]

MODULES = (
    "xero_integration.shortcuts",
    "xero_integration.signals",
    "xero_integration.host",
    "xero_integration.extensions",
    "xero_integration.exceptions",
    "xero_integration.admin",
    "xero_integration.background",
    "xero_integration.schedules",
    "xero_integration.testing",
)
"""Their names are public. So are the settings, which have a page of their own."""

INCLUDED = (
    "xero_integration.urls",
    "xero_integration.callback_urls",
    "xero_integration.api.urls",
)
"""Modules that a project names in ``include()`` and never imports."""

FIXTURES = "xero_integration.testing.plugin"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "Connection": ("id", "tenant", "name", "organisation_name", "state", "is_read_only"),
    "InvoiceDraft": (
        "id",
        "connection",
        "source",
        "subject_pk",
        "values",
        "operation",
        "planned_total",
        "difference",
        "created_at",
        "edited_at",
        "closed_at",
    ),
    "Document": (
        "id",
        "connection",
        "xero_id",
        "kind",
        "status",
        "number",
        "reference",
        "contact_id",
        "contact_name",
        "date",
        "due_date",
        "fully_paid_on",
        "currency",
        "subtotal",
        "total_tax",
        "total",
        "amount_due",
        "amount_paid",
        "amount_credited",
        "sent_to_contact",
        "updated_at",
        "learned_at",
    ),
    "Operation": (
        "id",
        "connection",
        "kind",
        "subject",
        "intent",
        "body",
        "target",
        "state",
        "error_code",
        "error_message",
        "actor_name",
        "created_at",
        "finished_at",
    ),
}
"""Of the rows that public functions hand out, the columns that are public as well."""


def _statuses() -> list[str]:
    found: list[str] = import_string("xero_integration.documents.status.DocumentStatus").values
    return found


def _kinds() -> list[str]:
    base: type = import_string("xero_integration.outbox.kinds.OperationKind")
    named = {getattr(each, "name", "") for each in _ours_below(base)}
    return sorted(named - {""})


def _ours_below(base: type) -> Iterator[type]:
    child: type
    for child in base.__subclasses__():
        if child.__module__.startswith("xero_integration."):
            yield child
        yield from _ours_below(child)


OPEN_LISTS: Mapping[tuple[str, str], Callable[[], list[str]]] = {
    ("Document", "status"): _statuses,
    ("Operation", "kind"): _kinds,
}
"""Columns that Xero or a host may fill with words of its own, and the words that are known."""

NOUNS = ("contacts", "credit_notes", "invoices", "items", "payments")
CLIENT_METHODS: Mapping[str, tuple[str, ...]] = {
    "xero_integration.client.noun.Noun": ("get", "pages"),
    "xero_integration.client.noun.WritableNoun": ("create", "update"),
    "xero_integration.client.history.History": ("of", "add"),
}
"""Of the client, what an operation of a host's own needs: on each of ``NOUNS``, and on history."""


def names_of(module: str) -> list[str]:
    """The public names of a module."""
    return list(import_module(module).__all__)


FENCE = "\0"
"""Stands for a fence while the quotes around names are halved."""

LITERAL = re.compile(r"(?:(?<=\w)(:):|^::)\n\n((?:(?: {4}.*)?\n)+)(?=\S|\Z)", re.M)
"""What ``::`` announces, at the end of a sentence or on a line of its own."""


def text_of(documented: Any) -> str:
    """A docstring as Markdown."""
    text = f"{inspect.cleandoc(documented or '')}\n"
    return LITERAL.sub(_block, text).replace("``", "`").replace(FENCE, "```").strip()


def _block(found: re.Match[str]) -> str:
    code = inspect.cleandoc(found[2]).strip()
    told = f"{found[1]}\n\n" if found[1] else ""
    return f"{told}{FENCE}{_language(code)}\n{code}\n{FENCE}\n\n"


def _language(code: str) -> str:
    try:
        ast.parse(code)
    except SyntaxError:
        return "text"
    return "python"


def source_of(found: Any) -> str:
    """The file that defines a class or a function, from the root of the repository."""
    return Path(inspect.getfile(found)).resolve().relative_to(ROOT).as_posix()


@cache
def tree_of(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


def definition(found: Any) -> ast.ClassDef | ast.FunctionDef:
    """Where a class or a function begins in its file."""
    for node in ast.walk(tree_of(source_of(found))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == found.__name__:
            return node
    raise LookupError(found)


def signature(node: ast.FunctionDef, name: str = "") -> str:
    """As it is written, on a line for each argument where it is long."""
    returned = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    arguments = list(_arguments(node.args))
    line = f"def {name or node.name}({', '.join(arguments)}){returned}"
    if len(line) <= 96:
        return line
    listed = "".join(f"    {each},\n" for each in arguments)
    return f"def {name or node.name}(\n{listed}){returned}"


def _arguments(given: ast.arguments) -> Iterator[str]:
    positional = [*given.posonlyargs, *given.args]
    missing = [None] * (len(positional) - len(given.defaults))
    for each, default in zip(positional, [*missing, *given.defaults], strict=True):
        yield _argument(each, default)
        if given.posonlyargs and each is given.posonlyargs[-1]:
            yield "/"
    if given.vararg:
        yield f"*{_argument(given.vararg, None)}"
    elif given.kwonlyargs:
        yield "*"
    for each, default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        yield _argument(each, default)
    if given.kwarg:
        yield f"**{_argument(given.kwarg, None)}"


def _argument(given: ast.arg, default: ast.expr | None) -> str:
    typed = f"{given.arg}: {ast.unparse(given.annotation)}" if given.annotation else given.arg
    return typed if default is None else f"{typed} = {ast.unparse(default)}"


def attributes(found: type) -> Iterator[tuple[str, str]]:
    """Each public attribute that a class declares, as written, with the text below it."""
    for node, following in _pairs(definition(found)):
        if isinstance(node, ast.AnnAssign) and _is_told(ast.unparse(node.target)):
            yield _without_class_var(node), below(following)
        elif isinstance(node, ast.Assign) and _read_when_asked(node):
            yield f"{ast.unparse(node.targets[0])}: {_read_when_asked(node)}", below(following)


def _is_told(name: str) -> bool:
    return not name.startswith("_") and not name.endswith("_wire")


def _read_when_asked(node: ast.Assign) -> str:
    """Records keep Xero's text of a time, and read it when they are asked."""
    made = ast.unparse(node.value.func) if isinstance(node.value, ast.Call) else ""
    return {"Moment": "datetime | None", "Day": "date | None"}.get(made, "")


def _without_class_var(node: ast.AnnAssign) -> str:
    annotation = node.annotation
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "ClassVar":
        value = f" = {ast.unparse(node.value)}" if node.value else ""
        return f"{ast.unparse(node.target)}: {ast.unparse(annotation.slice)}{value}"
    return ast.unparse(node)


def _pairs(node: ast.ClassDef | ast.FunctionDef) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    following: list[ast.stmt | None] = [*node.body[1:], None]
    return zip(node.body, following, strict=True)


def below(node: ast.stmt | None) -> str:
    """A string below an attribute is what it means."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return text_of(node.value.value) if isinstance(node.value.value, str) else ""
    return ""


def methods(found: type) -> Iterator[ast.FunctionDef]:
    """The public methods and properties that a class itself defines."""
    for node in definition(found).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


@dataclass(frozen=True)
class Method:
    """One of the client's public methods, and the module whose names its signature uses."""

    module: str
    node: ast.FunctionDef


def client_methods(of: str = "") -> list[Method]:
    """In the order in which they are told; those of one class, by its name, if given."""
    found = []
    for path, names in CLIENT_METHODS.items():
        module, _, name = path.rpartition(".")
        if of in ("", name):
            own = {node.name: node for node in methods(getattr(import_module(module), name))}
            found += [Method(module, own[each]) for each in names]
    return found


def family(found: type) -> list[type]:
    """The class and those of its bases that are ours, the base first."""
    ours = [each for each in found.__mro__ if each.__module__.startswith("xero_integration.")]
    return ours[::-1]


@dataclass(frozen=True)
class Values:
    """What a column may hold, where that is a list; ``and_more`` where the list is open."""

    known: list[str]
    and_more: str = ""


def values_of(row: type[models.Model], column: Any) -> Values:
    listed = OPEN_LISTS.get((row.__name__, column.name))
    if listed is not None:
        return Values(listed(), ", or another")
    return Values([str(value) for value, _label in column.choices or ()])


def is_choice(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, enum.Enum)


def is_row(found: Any) -> bool:
    """A row of the database: what it holds is told by its docstring."""
    return isinstance(found, type) and issubclass(found, models.Model)


def is_function(found: Any) -> bool:
    return isinstance(found, FunctionType)
