"""Turns names, numbers and addresses into keys that compare equal when people mean the same."""

from __future__ import annotations

import re
import unicodedata

# Words that say what a firm is in law, not what it is called. Dots are gone by then, so
# "S.A.R.L." is "sarl"; two-word forms are listed as they read after folding.
_LEGAL_FORMS = """
    ab ag aps as asbl asa bhd bv bvba cc co company corp corporation cv doo eirl eurl ev gbr gmbh
    gp inc incorporated kft kg kgaa kk lda limitada limited llc llp lp ltd ltda mbh nv ohg oy oyj
    plc proprietary pte pty pvt private sa sab sarl sas sasu sca sccl sci scop scrl sdn se sl slu
    snc spa sprl srl srls sro ug zoo
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())

_NOTHING = re.compile(r"[.'’‘`´]")
_NOT_WORD = re.compile(r"[^\w]+|_+")
_BREAKS = re.compile(r"[\s,;:/()\[\]{}\"“”«»<>|!?*=~^–—-]+")
# Letters that Unicode does not take apart into a base and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)


def fold(text: str) -> str:
    """Drop case, accents and control characters: ``Société`` becomes ``societe``."""
    if text.isascii() and text.isprintable():
        return text.lower()  # most texts, and ten times faster
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(" " if char.isspace() else char for char in apart)
    kept = (char for char in spaced if not _is_dropped(char))
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def _is_dropped(char: str) -> bool:
    # Only the marks of European scripts: elsewhere a mark is a letter of its own.
    is_accent = "\u0300" <= char <= "\u036f"
    return is_accent or unicodedata.category(char) in {"Cc", "Cf", "Cs"}


def words(text: str) -> list[str]:
    """Split a name into folded words; ``&`` and ``+`` read as ``and``."""
    spoken = re.sub(r"[&+]", " and ", _NOTHING.sub("", fold(text)))
    return [word for word in _NOT_WORD.split(spoken) if word]


def name_key(text: str) -> str:
    """What a name comes down to: words without legal forms, or all words if only those."""
    all_words = words(text)
    start = 1 if len(all_words) > 1 and all_words[0] == "the" else 0
    telling = [word for word in all_words[start:] if word not in LEGAL_FORMS]
    while telling and telling[-1] == "and":
        telling.pop()
    return " ".join(telling or all_words)[:255]


def number_key(text: str) -> str:
    """Tax, account and company numbers without blanks and punctuation, in upper case."""
    return _NOT_WORD.sub("", fold(text)).upper()[:50]


def email_key(text: str) -> str:
    """E-mail addresses compare without case."""
    return text.strip().lower()[:255]


def emails(text: str) -> tuple[str, ...]:
    """Split what hosts keep in an e-mail field: one address, several, or none."""
    parts = (email_key(part) for part in re.split(r"[,;\s]+", text))
    return tuple(dict.fromkeys(part for part in parts if "@" in part))


def search_words(text: str) -> list[str]:
    """The words of a search, or of a text to be searched; ``%``, ``_`` and ``\\`` are letters."""
    return [word for word in _BREAKS.split(_NOTHING.sub("", fold(text))) if word]


def search_text(parts: list[str], *, limit: int) -> str:
    """One searchable text of several fields: `` acme ltd | a@xcom |``, cut at a limit.

    Each word follows a blank and each field ends in a bar, so that one text answers for
    "starts with", "a word starts with" and "is exactly".
    """
    fields = (" ".join(search_words(part)) for part in parts)
    text = "".join(f" {field} |" for field in dict.fromkeys(fields) if field)
    return text[:limit]
