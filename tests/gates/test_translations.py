"""Every sentence that people read is there in every language, whole and up to date."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import allauth
import django
import polib
import pytest

from tests.gates.measure import ROOT
from tools.messages import APP, LANGUAGES, catalogue, collect

pytestmark = pytest.mark.gate

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%")
PACKAGE = ROOT / APP


@pytest.fixture(params=sorted(LANGUAGES))
def language(request) -> str:
    return str(request.param)


@pytest.fixture
def messages(language) -> polib.POFile:
    return polib.pofile(str(catalogue(PACKAGE, language)))


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """A copy of the package whose catalogues were brought in line with the code."""
    if shutil.which("xgettext") is None:
        pytest.skip("left out: collecting messages, because GNU gettext is not installed")
    copy = tmp_path_factory.mktemp("messages") / APP
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "sandbox"))
    collect(copy)
    return copy


def test_the_catalogue_has_what_the_code_says_and_nothing_else(collected, language, messages):
    wanted = {key(entry) for entry in polib.pofile(str(catalogue(collected, language)))}
    assert {key(entry) for entry in messages} == wanted, "run make messages"


def test_nothing_is_left_untranslated_or_doubtful(messages):
    assert [entry.msgid for entry in messages.untranslated_entries()] == []
    assert [entry.msgid for entry in messages.fuzzy_entries()] == []


def test_a_translation_has_the_places_of_its_sentence(messages):
    """A missing place hides a value; one too many breaks the page."""
    wrong = []
    for entry in messages:
        wanted = places(f"{entry.msgid} {entry.msgid_plural}")
        for text in all_texts(entry):
            # One of two forms may leave its number out: "a document", "one line".
            missing = set() if entry.msgid_plural else wanted - places(text)
            if missing or places(text) - wanted:
                wrong.append(entry.msgid)
    assert wrong == []


def test_no_sentence_is_overruled_by_django_or_allauth(language, messages):
    """Their catalogues come first where they are installed first; a context keeps us apart."""
    ours = {entry.msgid: entry.msgstr for entry in messages if not entry.msgctxt}
    roots = [Path(str(package.__file__)).parent for package in (django, allauth)]
    compiled = f"locale/{language}/LC_MESSAGES/django.mo"
    theirs = [
        each for root in roots for path in root.rglob(compiled) for each in polib.mofile(str(path))
    ]
    overruled = {
        each.msgid
        for each in theirs
        if not each.msgctxt and each.msgstr and ours.get(each.msgid, each.msgstr) != each.msgstr
    }
    assert overruled == set()


def test_a_translation_begins_and_ends_like_its_sentence(messages):
    texts = [(entry.msgid, text) for entry in messages for text in all_texts(entry)]
    edges = re.compile(r"^(\s*).*?(\s*)$", re.S)
    assert [
        source
        for source, text in texts
        if edges.fullmatch(source).groups() != edges.fullmatch(text).groups()
    ] == []


def test_what_is_compiled_is_what_is_written(language, messages):
    compiled = polib.mofile(str(catalogue(PACKAGE, language).with_suffix(".mo")))
    assert spoken(compiled) == spoken(messages), "run make messages"


Entry = polib.POEntry | polib.MOEntry


def key(entry: Entry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def places(text: str) -> set[str]:
    return {found.group() for found in PLACEHOLDER.finditer(text)}


def all_texts(entry: Entry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def spoken(messages: polib.POFile | polib.MOFile) -> dict[object, list[str]]:
    return {key(entry): all_texts(entry) for entry in messages if any(all_texts(entry))}
