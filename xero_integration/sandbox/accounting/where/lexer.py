"""Cuts a `where` text into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<text>"[^"]*")
  | (?P<number>-?\d+(\.\d+)?m?)
  | (?P<operator>==|!=|<>|>=|<=|>|<|=|&&|\|\||!)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<mark>[().,])
    """,
    re.VERBOSE,
)


class QueryError(Exception):
    """The filter or the order can't be understood."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    position: int


def tokens_of(text: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise QueryError(f"Syntax error '{text[position]}' (at index {position})")
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match.group(), position))
        position = match.end()
    return tokens
