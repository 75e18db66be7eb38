"""Finds each code that the app's source hands to people or programs, with what is said of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
APP = "xero_integration"
OUTSIDE = {"migrations", "sandbox", "testing"}
"""Rooms whose codes no host ever meets."""

CHECK = re.compile(rf"{APP}\.([EW]\d{{3}})")
CHECK_MEANING = re.compile(r"([EW]\d{3}): (.+?)(?=[;.] [EW]\d{3}:|\.\s|\.$)", re.S)
UNKNOWN = "…"
"""Stands for what only a running site can tell."""


@dataclass(frozen=True, slots=True)
class Said:
    """One place in the source: ``by`` is the name that is called with the code."""

    code: str
    by: str
    sentence: str = ""
    way_out: str = ""
    blocks: str = ""
    status: str = ""


@dataclass(frozen=True)
class Source:
    """A module of the app: its tree, and the module itself to look names up in."""

    tree: ast.Module
    module: ModuleType

    def text(self, node: ast.expr | None) -> str:
        """The English text that an expression gives, as far as the source tells."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr(values=parts):
                return "".join(self.text(part) or UNKNOWN for part in parts)
            case ast.BinOp(left=left):
                return self.text(left)
            case ast.Call(func=ast.Name(id="ngettext"), args=[_, plural, *_]):
                return self.text(plural)
            case ast.Call(func=ast.Attribute(attr="get"), args=[*_, fallback]):
                return self.text(fallback)
            case ast.Call(args=[first, *_]):
                return self.text(first)
            case ast.Name() | ast.Attribute():
                found = self.value(node)
                return found if isinstance(found, str) else str(found or "")
        return ""

    def value(self, node: ast.expr) -> object:
        """What a name of the module, or an attribute of it, stands for; None when unknown."""
        if isinstance(node, ast.Name):
            return getattr(self.module, node.id, None)
        if isinstance(node, ast.Attribute):
            return getattr(self.value(node.value), node.attr, None)
        return None

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "attr", getattr(node.func, "id", "")), node


@cache
def sources() -> tuple[Source, ...]:
    """Every module of the app that can say something; Django must be set up."""
    paths = (ROOT / APP).rglob("*.py")
    inside = sorted(path for path in paths if not OUTSIDE & set(path.parts))
    return tuple(Source(ast.parse(path.read_text()), _imported(path)) for path in inside)


def _imported(path: Path) -> ModuleType:
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return import_module(dotted.removesuffix(".__init__"))


def errors() -> list[type[Exception]]:
    """The whole tree of errors, parents before children."""
    sources()
    root: type[Exception] = import_module(f"{APP}.exceptions").XeroIntegrationError
    return list(_with_children(root))


def _with_children(error: type[Exception]) -> Iterator[type[Exception]]:
    yield error
    for child in error.__subclasses__():
        if child.__module__.startswith(f"{APP}."):
            yield from _with_children(child)


def own_codes() -> list[Said]:
    """Codes that are given where an error is raised, or straight into an answer."""
    return [said for source in sources() for said in own_codes_of(source)]


def own_codes_of(source: Source) -> Iterator[Said]:
    known = {error.__name__: error for error in errors()}
    for name, call in source.calls():
        given = {each.arg: each.value for each in call.keywords if each.arg}
        error = known.get(name)
        sentence = source.text(given.get("user_message")) or getattr(error, "default_message", "")
        for key in ("code", "error_code"):
            code = given.get(key)
            if isinstance(code, ast.Constant | ast.Name) and (text := source.text(code)):
                yield Said(text, name, sentence if error else "")
        if name == "problem" and len(call.args) > 1 and (text := source.text(call.args[0])):
            yield Said(text, name, source.text(call.args[1]))
    for node in ast.walk(source.tree):
        yield from (Said(code, "") for code in _written(source, node))
        if isinstance(node, ast.ClassDef):
            yield from _of_class(source, node)


def _of_class(source: Source, node: ast.ClassDef) -> Iterator[Said]:
    """An error of the REST framework's kind says its code as ``default_code``."""
    said = {
        getattr(line.targets[0], "id", ""): source.text(line.value)
        for line in node.body
        if isinstance(line, ast.Assign)
    }
    if "default_code" in said:
        yield Said(said["default_code"], node.name, said.get("default_detail", ""))


def _written(source: Source, node: ast.AST) -> Iterator[str]:
    """``{"code": "…"}`` in an answer, and ``code = "…" if … else …`` on the way to one.

    A table ``CODES`` gives codes of ours to errors of others.
    """
    values: list[ast.expr]
    if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "CODES":
        values = node.value.values if isinstance(node.value, ast.Dict) else []
    elif isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        values = [value for key, value in pairs if source.text(key) == "code"]
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp):
        named = [getattr(target, "id", "") for target in node.targets]
        values = [node.value.body, node.value.orelse] if "code" in named else []
    else:
        return
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


def problems() -> list[Said]:
    """What a plan can find wrong with a draft."""
    return [said for source in sources() for said in problems_of(source)]


def problems_of(source: Source) -> Iterator[Said]:
    return _told(source, {"Problem": 0, "_problem": 2}, ("sentence",))


def findings() -> list[Said]:
    """What health and ``xero_doctor`` can find."""
    return [said for source in sources() for said in findings_of(source)]


def findings_of(source: Source) -> Iterator[Said]:
    """A level stands between code and sentence; it is the exit status of ``xero_doctor``."""
    return _told(source, {"Reason": 0}, ("", "sentence", "way_out"))


def _status(level: ast.expr) -> str:
    if isinstance(level, ast.Attribute):
        return {"WARNING": "1", "FAILING": "2"}[level.attr]
    return "1, then 2"


def _told(source: Source, places: dict[str, int], fields: tuple[str, ...]) -> Iterator[Said]:
    """Calls whose first words are a code; ``places`` says where that stands for each name."""
    for name, call in source.calls():
        at = places.get(name, len(call.args))
        if at < len(call.args) and isinstance(call.args[at], ast.Constant | ast.JoinedStr):
            texts = zip(fields, call.args[at + 1 :], strict=False)
            words = {field: source.text(node) for field, node in texts if field}
            blocking = next((each.value for each in call.keywords if each.arg == "blocking"), None)
            status = _status(call.args[at + 1]) if name == "Reason" else ""
            said = {"blocks": _blocks(blocking), "status": status, **words}
            yield Said(source.text(call.args[at]), name, **said)


def _blocks(given: ast.expr | None) -> str:
    if given is None:
        return "yes"
    return "no" if isinstance(given, ast.Constant) and given.value is False else "not a draft"


def checks() -> dict[str, str]:
    """Each id of a system check with its meaning, from the docstring of who reports it."""
    found: dict[str, str] = {}
    meanings: dict[str, str] = {}
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= dict.fromkeys(CHECK.findall(node.value), "")
            elif isinstance(node, ast.FunctionDef):
                text = " ".join((ast.get_docstring(node) or "").split())
                meanings |= dict(CHECK_MEANING.findall(text))
    return {code: meanings.get(code, "") for code in sorted(found)}
