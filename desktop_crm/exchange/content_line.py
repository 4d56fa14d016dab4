"""One line of a vCard: group, name, parameters and value, decoded as its version and parameters say.

Versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350, RFC 6868) differ in little, so one reader takes all. The
library vobject was weighed: it reads 3.0 well, but drops what follows an unescaped comma in the texts of 2.1
and in the ``data:`` addresses of 4.0, and gives up a file at its first bad line.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.exchange.physical import as_text

LONGEST_HEAD = 65_536
_HEAD = re.compile(rb'((?:[^":]|"[^"]*")*):')
_PART = re.compile(rb'(?:[^";]|"[^"]*"|")+')
_VALUE = re.compile(r'"([^"]*)"|([^,]+)')
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_ENCODINGS = frozenset({"BASE64", "B", "QUOTED-PRINTABLE", "8BIT", "7BIT"})
_VALUES = frozenset({"URL", "URI", "INLINE", "CONTENT-ID", "CID", "TEXT"})
_CARET = re.compile(r"\^([n'^r])")
_CARETS = {"n": "\n", "'": '"', "^": "^", "r": "\r"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "N": "\n"}


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a card.

    Attributes:
        group: what ties it to another one (``item1``), or empty. `name` is in capitals.
        parameters: in capitals, to their values; what decoding used up is left out.
        value: decoded, still escaped; of a binary one its bytes are in `binary`.
    """

    group: str
    name: str
    parameters: dict[str, tuple[str, ...]]
    value: str
    line: int
    binary: bytes | None = None

    @property
    def types(self) -> list[str]:
        """The values of TYPE, in small letters, each once; ``TYPE=home,TYPE=voice`` is two of them."""
        written = (kind.lower().removeprefix("type=") for kind in self.parameters.get("TYPE", ()))
        return list(dict.fromkeys(written))

    def parameter(self, name: str) -> str:
        """The first value of a parameter, or an empty text."""
        return self.parameters.get(name, ("",))[0]


def parse_line(content: bytes, line: int, *, carets: bool) -> Property:
    """Return the property on an unfolded line; raise `Invalid` with the line as its place.

    `carets`: parameters hold signs written as ``^n`` and the like (RFC 6868).
    """
    match = _HEAD.match(content[:LONGEST_HEAD])
    head, value = (match.group(1), content[match.end() :]) if match else _at_first_colon(content, line)
    parts = [as_text(part) for part in _PART.findall(head)]
    group, dot, name = parts[0].strip().rpartition(".") if parts else ("", "", "")
    if not _NAME.fullmatch(name) or (dot and not _NAME.fullmatch(group)):
        raise _bad(
            line, _("“{text}” is not the name of a property.").format(text=parts[0][:40] if parts else "")
        )
    parameters = _parameters(parts[1:], carets=carets)
    encoding = parameters.pop("ENCODING", ("",))[0].upper()
    charset = parameters.pop("CHARSET", ("",))[0]
    try:
        return _decoded(Property(group, name.upper(), parameters, "", line), value, encoding, charset)
    except Invalid as error:
        raise _bad(line, error.sentence) from error


def _at_first_colon(content: bytes, line: int) -> tuple[bytes, bytes]:
    """Where quotation marks don't pair, the first colon ends the head."""
    head, colon, value = content.partition(b":")
    if not colon or len(head) > LONGEST_HEAD:
        raise _bad(line, _("“{text}” is no line of a card.").format(text=as_text(content[:40])))
    return head, value


def _bad(line: int, sentence: str) -> Invalid:
    return Invalid(sentence, where=_("line {number}").format(number=line))


def _parameters(parts: list[str], *, carets: bool) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for part in parts:
        name, equals, values = part.strip().partition("=")
        name = name.strip().upper()
        if not equals:
            # 2.1 leaves the names of its parameters out.
            values, name = name, _implied(name)
        split = tuple(quoted or plain.strip() for quoted, plain in _VALUE.findall(values))
        if name == "TYPE":
            # 4.0 files of phones put several types into one quoted value.
            split = tuple(kind.strip() for value in split for kind in value.split(","))
        if carets:
            split = tuple(_CARET.sub(lambda caret: _CARETS[caret.group(1)], value) for value in split)
        if _NAME.fullmatch(name):
            found[name] = found.get(name, ()) + split
    return found


def _implied(value: str) -> str:
    if value in _ENCODINGS:
        return "ENCODING"
    return "VALUE" if value in _VALUES else "TYPE"


def _decoded(head: Property, value: bytes, encoding: str, charset: str) -> Property:
    text, binary = "", None
    if encoding in {"BASE64", "B"}:
        binary = _from_base64(value)
    elif encoding == "QUOTED-PRINTABLE":
        plain = as_text(binascii.a2b_qp(value), charset)
        text = plain.replace("\r\n", "\n").replace("\r", "\n")
    else:
        text = as_text(value, charset)
        if text.lower().startswith("data:"):
            binary = _from_data_address(head, text)
    return Property(head.group, head.name, head.parameters, text, head.line, binary)


def _from_base64(value: bytes) -> bytes:
    plain = b"".join(value.split())
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Invalid(_("The picture or other content is not valid base64.")) from error


def _from_data_address(head: Property, text: str) -> bytes | None:
    """Decode ``data:image/png;base64,…`` (RFC 2397) and note its media type; None when it is plain text."""
    media, comma, content = text[5:].partition(",")
    if not comma or not media.lower().endswith(";base64"):
        return None
    head.parameters["MEDIATYPE"] = (media[: -len(";base64")] or "application/octet-stream",)
    return _from_base64(content.encode("ascii", "replace"))


def unescaped(value: str, *, exact: bool = False) -> str:
    """Return a value without its backslashes.

    2.1 knows ``\\;`` alone, but many that write it escape as the later versions do; of anything else the
    backslash is kept. `exact`: a card of ours, in which ``\\r`` is a carriage return.
    """

    def plain(match: re.Match[str]) -> str:
        sign = match.group(1)
        if sign in _ESCAPES:
            return "\n"
        if sign == "r" and exact:
            return "\r"
        return sign if sign in ';,:\\"' else match.group(0)

    return _ESCAPE.sub(plain, value)


def split_value(value: str, separator: str) -> list[str]:
    """Return the parts of a structured value, still escaped: a backslash protects the sign after it."""
    if "\\" not in value:
        return value.split(separator)
    parts, start, place = [], 0, 0
    while place < len(value):
        if value[place] == "\\":
            place += 1
        elif value[place] == separator:
            parts.append(value[start:place])
            start = place + 1
        place += 1
    parts.append(value[start:])
    return parts
