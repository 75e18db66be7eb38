"""Turns tokens into a syntax tree by recursive descent."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from .fields import Value
from .lexer import QueryError, Token, tokens_of
from .nodes import Both, Comparison, Either, Field, Literal, Method, Node, Not

COMPARISONS = {"==": "==", "=": "==", "!=": "!=", "<>": "!=", ">": ">", ">=": ">=", "<": "<"}
COMPARISONS["<="] = "<="
METHODS = {"contains", "startswith", "endswith", "tolower", "toupper", "trim"}
WORDS: dict[str, Value] = {"null": None, "true": True, "false": False}


def parse(text: str) -> Node:
    parser = _Parser(tokens_of(text))
    tree = parser.either()
    parser.expect_end()
    return tree


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.index = 0

    def either(self) -> Node:
        left = self.both()
        while self._accept_word("or") or self._accept("||"):
            left = Either(left, self.both())
        return left

    def both(self) -> Node:
        left = self.single()
        while self._accept_word("and") or self._accept("&&"):
            left = Both(left, self.single())
        return left

    def single(self) -> Node:
        if self._accept("!"):
            return Not(self.single())
        left = self.operand()
        token = self._peek()
        if token is None or token.text not in COMPARISONS:
            return left
        self.index += 1
        return Comparison(COMPARISONS[token.text], left, self.operand())

    def operand(self) -> Node:
        if self._accept("("):
            inner = self.either()
            self._expect(")")
            return inner
        token = self._next()
        if token.kind == "text":
            return self._methods(Literal(token.text[1:-1]))
        if token.kind == "number":
            return Literal(Decimal(token.text.rstrip("m")))
        if token.kind == "name":
            return self._name(token)
        raise QueryError(f"Expression expected (at index {token.position})")

    def expect_end(self) -> None:
        token = self._peek()
        if token is not None:
            raise QueryError(f"Syntax error (at index {token.position})")

    def _name(self, token: Token) -> Node:
        word = token.text.lower()
        if word in WORDS:
            return Literal(WORDS[word])
        if word == "guid" and self._accept("("):
            return self._guid()
        if word == "datetime":
            return self._datetime()
        path = [token.text]
        while self._is_plain_segment():
            self._expect(".")
            path.append(self._next().text)
        return self._methods(Field(".".join(path)))

    def _guid(self) -> Node:
        token = self._next()
        self._expect(")")
        if token.kind != "text":
            raise QueryError(f"Guid expects a text (at index {token.position})")
        return Literal(token.text[1:-1].lower())

    def _datetime(self) -> Node:
        if self._accept("."):
            self._next()
            self._expect("(")
            token = self._next()
            self._expect(")")
            return Literal(_moment(token.text.strip('"')))
        self._expect("(")
        numbers = [int(self._next().text)]
        while self._accept(","):
            numbers.append(int(self._next().text))
        self._expect(")")
        return Literal(_from_numbers(numbers))

    def _methods(self, node: Node) -> Node:
        while self._accept("."):
            name = self._next().text
            if name.lower() not in METHODS:
                raise QueryError(f"No applicable method '{name}' exists")
            self._expect("(")
            argument = None if self._accept(")") else self.operand()
            if argument is not None:
                self._expect(")")
            node = Method(node, name.lower(), argument)
        return node

    def _is_plain_segment(self) -> bool:
        """A dotted name goes on until the segment that is called like a method."""
        following = self.tokens[self.index : self.index + 3]
        if len(following) < 2 or following[0].text != "." or following[1].kind != "name":
            return False
        return not (len(following) == 3 and following[2].text == "(")

    def _peek(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def _next(self) -> Token:
        token = self._peek()
        if token is None:
            raise QueryError("Expression expected at the end of the filter")
        self.index += 1
        return token

    def _accept(self, text: str) -> bool:
        token = self._peek()
        if token is not None and token.text == text:
            self.index += 1
            return True
        return False

    def _accept_word(self, word: str) -> bool:
        token = self._peek()
        if token is not None and token.kind == "name" and token.text.lower() == word:
            self.index += 1
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            token = self._peek()
            place = f"index {token.position}" if token else "the end"
            raise QueryError(f"'{text}' expected (at {place})")


def _moment(text: str) -> date | datetime:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise QueryError(f"'{text}' is not a date") from None


def _from_numbers(numbers: list[int]) -> date | datetime:
    try:
        return datetime(*numbers) if len(numbers) > 3 else date(*numbers)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise QueryError(f"DateTime{tuple(numbers)} is not a date") from None
