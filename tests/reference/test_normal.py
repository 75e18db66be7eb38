"""Names, numbers and search texts compare as people mean them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_integration.reference.normal import (
    LEGAL_FORMS,
    email_key,
    emails,
    fold,
    name_key,
    number_key,
    search_text,
    search_words,
)

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=12).filter(
    lambda word: word not in LEGAL_FORMS and word not in {"the", "and"}
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "ACME Limited"),
        ("Acme Ltd.", "acme"),
        ("Société Générale S.A.R.L.", "Societe Generale SARL"),
        ("Müller GmbH & Co. KG", "Muller"),
        ("O'Brien & Sons", "OBrien and Sons"),
        ("O’Brien and Sons Pty Ltd", "O'Brien + Sons"),
        ("The Coffee Company", "Coffee"),
        ("Łódź Foods Sp. z o.o. ", "lodz foods sp z oo"),
        ("Straße 8 GmbH", "Strasse 8"),
        ("A.B.C. Services, Inc.", "ABC Services"),
        ("ＡＣＭＥ", "acme"),
    ],
)
def test_two_ways_to_write_one_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Acme North", "Acme South"), ("Smith", "Smith and Sons"), ("がいしゃ", "かいしゃ")],
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_of_legal_forms_alone_is_not_empty() -> None:
    assert name_key("Limited Co") == "limited co"
    assert name_key("The") == "the"


@given(NAMES, st.sampled_from(sorted(LEGAL_FORMS)), st.sampled_from([" ", ", ", "  ", " - "]))
def test_case_punctuation_and_legal_form_never_matter(name: str, form: str, gap: str) -> None:
    assert name_key(f" {name.upper()}{gap}{form.title()}. ") == name_key(name)


@given(st.text(max_size=80))
def test_any_text_folds_without_case_and_control_characters(text: str) -> None:
    folded = fold(text)
    assert folded == folded.casefold() or folded == fold(folded)
    assert "\0" not in folded
    assert len(name_key(text)) <= 255


@given(st.text(alphabet="0123456789ABCZ", min_size=1, max_size=20), st.sampled_from(" -./"))
def test_numbers_compare_without_blanks_and_punctuation(number: str, mark: str) -> None:
    assert number_key(mark.join(number).lower()) == number_key(number) == number


def test_e_mail_fields_may_hold_several_addresses_or_none() -> None:
    assert emails("Ann@X.com; bob@y.com, ann@x.com") == ("ann@x.com", "bob@y.com")
    assert emails("n/a") == ()
    assert email_key(" Ann@X.COM ") == "ann@x.com"


def test_wildcards_are_ordinary_letters_of_a_search() -> None:
    assert search_words("100% \\ a_b") == ["100%", "\\", "a_b"]


@given(st.lists(st.text(max_size=40), max_size=8), st.integers(10, 60))
def test_search_texts_start_every_word_with_a_blank_and_keep_their_limit(parts, limit) -> None:
    text = search_text(parts, limit=limit)
    assert len(text) <= limit
    for word in search_words(parts[0])[:1] if parts else ():
        assert text.startswith(f" {word}"[:limit])
