"""Conditions as tools write them, read where they are simple comparisons; nothing is ever evaluated.

Understood are comparisons of one name with values, joined by “and”: in FEEL (``kind = "car"``), JUEL
(``${kind == 'car'}``), XPath (``bpmn:getDataObject('kind') = 'car'``), Python, JavaScript and Java
(``return kind.equals("car");``). Anything else is for a person to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desktop_crm.process.model import Operator

MOST = 2_000
_DEEPEST = 20

Literal = str | bool | float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: what the drawing calls the fact, the operator, and the values as text.

    Attributes:
        kind: of which kind the values are: ``text``, ``number``, ``flag``, or ``none`` where there are none.
    """

    name: str
    operator: Operator
    values: tuple[str, ...] = ()
    kind: str = "none"


_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_GET = re.compile(
    r"(?:bpmn:|execution\.|bpmn2:)?(?:getDataObject|getVariable|getDataInput|getDataOutput|getProcessProperty)"
    r"""\s*\(\s*(?:'([^'"()]{1,200})'|"([^'"()]{1,200})")\s*\)"""
)
_EQUALS = re.compile(r"""\b([^\W\d]\w{0,200})\.equals\(\s*("[^"\\]*"|'[^'\\]*')\s*\)""")
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?)(?![\w.])
    |(?P<text>'[^'\\]*'|"[^"\\]*")
    |(?P<word>[^\W\d](?:\w|\.(?=[^\W\d]))*)
    |(?P<sign>===|!==|==|!=|<>|<=|>=|&&|\|\||[=<>!(),\[\]]))""",
    re.VERBOSE,
)
_OPERATORS = {
    "=": Operator.IS, "==": Operator.IS, "===": Operator.IS, "eq": Operator.IS,
    "!=": Operator.IS_NOT, "!==": Operator.IS_NOT, "<>": Operator.IS_NOT, "ne": Operator.IS_NOT,
    "<": Operator.LESS, "lt": Operator.LESS, "<=": Operator.AT_MOST, "le": Operator.AT_MOST,
    ">": Operator.MORE, "gt": Operator.MORE, ">=": Operator.AT_LEAST, "ge": Operator.AT_LEAST,
}  # fmt: skip
_TURNED = {
    Operator.LESS: Operator.MORE,
    Operator.MORE: Operator.LESS,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.AT_MOST,
}
OPPOSITE = {
    Operator.IS: Operator.IS_NOT,
    Operator.IS_NOT: Operator.IS,
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.MORE,
    Operator.KNOWN: Operator.NOT_KNOWN,
    Operator.NOT_KNOWN: Operator.KNOWN,
    Operator.ONE_OF: Operator.NONE_OF,
    Operator.NONE_OF: Operator.ONE_OF,
}
_CONSTANTS: dict[str, tuple[str, Literal]] = {
    "true": ("flag", True), "false": ("flag", False),
    "null": ("none", None), "none": ("none", None), "nil": ("none", None), "undefined": ("none", None),
}  # fmt: skip


class _Odd(Exception):
    """Not one of the simple forms."""


def read_expression(text: str) -> list[Comparison] | None:
    """Return the comparisons that must all hold, or None where the text is not of that form."""
    if len(text) > MOST:
        return None
    whole = text.strip().removesuffix(";").removeprefix("=").removeprefix("return ")
    wrapped = _WRAPPED.fullmatch(whole)
    plain = wrapped.group(1) if wrapped else whole
    plain = _GET.sub(lambda found: " " + _as_word(found.group(1) or found.group(2)) + " ", plain)
    plain = _EQUALS.sub(r"\1 == \2", plain)
    try:
        return _Parser([*_tokens(plain)]).whole()
    except _Odd:
        return None


def _as_word(name: str) -> str:
    return re.sub(r"\W", "_", name) if re.match(r"[^\W\d]", name) else f"x_{re.sub(chr(92) + 'W', '_', name)}"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _Odd
        yield match.lastgroup, match.group(match.lastgroup)
        at = match.end()


class _Parser:
    """Reads tokens from left to right, never twice."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> list[Comparison]:
        found = self._all(0)
        if self.at < len(self.tokens) or not found:
            raise _Odd
        return found

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def _take(self, *wanted: str) -> bool:
        kind, text = self._peek()
        if kind in {"sign", "word"} and text.lower() in wanted:
            self.at += 1
            return True
        return False

    def _need(self, wanted: str) -> None:
        if not self._take(wanted):
            raise _Odd

    def _all(self, depth: int) -> list[Comparison]:
        found = self._any(depth)
        while self._take("and", "&&"):
            found += self._any(depth)
        return found

    def _any(self, depth: int) -> list[Comparison]:
        """One part, or several joined by “or” that ask one fact for different values."""
        found = self._one(depth)
        while self._take("or", "||"):
            found = [_either(found, self._one(depth))]
        return found

    def _one(self, depth: int) -> list[Comparison]:
        if depth > _DEEPEST:
            raise _Odd
        if self._take("not", "!"):
            found = self._one(depth + 1)
            if len(found) != 1:
                raise _Odd
            return [_negated(found[0])]
        if self._take("("):
            found = self._all(depth + 1)
            self._need(")")
            return found
        if self._take("empty"):
            return [Comparison(self._name(), Operator.NOT_KNOWN)]
        return [self._comparison()]

    def _name(self) -> str:
        kind, text = self._peek()
        if kind != "word" or text.lower() in _CONSTANTS:
            raise _Odd
        self.at += 1
        return text

    def _comparison(self) -> Comparison:
        kind, text = self._peek()
        if kind != "word" or text.lower() in _CONSTANTS:
            first = self._literal()
            operator = self._operator()
            return _compared(self._name(), _TURNED.get(operator, operator), first)
        name = self._name()
        if self._take("in"):
            return self._listed(name, Operator.ONE_OF)
        if self._take("not"):
            self._need("in")
            return self._listed(name, Operator.NONE_OF)
        if self._take("is"):
            turned = self._take("not")
            return _compared(name, Operator.IS_NOT if turned else Operator.IS, self._literal())
        following, sign = self._peek()
        if following in {"sign", "word"} and sign.lower() in _OPERATORS:
            return _compared(name, self._operator(), self._literal())
        return Comparison(name, Operator.IS, ("yes",), "flag")

    def _operator(self) -> Operator:
        _kind, text = self._peek()
        if text.lower() not in _OPERATORS:
            raise _Odd
        self.at += 1
        return _OPERATORS[text.lower()]

    def _literal(self) -> tuple[str, Literal]:
        kind, text = self._peek()
        self.at += 1
        if kind == "number":
            return "number", text
        if kind == "text":
            return "text", text[1:-1]
        if kind == "word" and text.lower() in _CONSTANTS:
            return _CONSTANTS[text.lower()]
        raise _Odd

    def _listed(self, name: str, operator: Operator) -> Comparison:
        closing = ")" if self._take("(") else "]"
        if closing == "]":
            self._need("[")
        values = [self._literal()]
        while self._take(","):
            if self._peek() == ("sign", closing):
                break
            values.append(self._literal())
        self._need(closing)
        kinds = {kind for kind, _value in values}
        if len(kinds) != 1 or kinds & {"none", "flag"}:
            raise _Odd
        return Comparison(name, operator, tuple(str(value) for _kind, value in values), kinds.pop())


def _compared(name: str, operator: Operator, literal: tuple[str, Literal]) -> Comparison:
    kind, value = literal
    if kind == "none":
        known = {Operator.IS: Operator.NOT_KNOWN, Operator.IS_NOT: Operator.KNOWN}.get(operator)
        if known is None:
            raise _Odd
        return Comparison(name, known)
    if kind == "flag":
        if operator not in {Operator.IS, Operator.IS_NOT}:
            raise _Odd
        said = value if operator is Operator.IS else not value
        return Comparison(name, Operator.IS, ("yes" if said else "no",), "flag")
    return Comparison(name, operator, (str(value),), kind)


def _negated(one: Comparison) -> Comparison:
    if one.kind == "flag":
        return Comparison(one.name, Operator.IS, ("no" if one.values == ("yes",) else "yes",), "flag")
    return Comparison(one.name, OPPOSITE[one.operator], one.values, one.kind)


def _either(left: list[Comparison], right: list[Comparison]) -> Comparison:
    if len(left) != 1 or len(right) != 1:
        raise _Odd
    one, other = left[0], right[0]
    same = (one.name, one.kind) == (other.name, other.kind) and one.kind in {"text", "number"}
    equal = {Operator.IS, Operator.ONE_OF}
    if not same or one.operator not in equal or other.operator not in equal:
        raise _Odd
    return Comparison(one.name, Operator.ONE_OF, tuple(dict.fromkeys(one.values + other.values)), one.kind)
