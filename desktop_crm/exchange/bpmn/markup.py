"""XML read safely: no document type, no entities, bounded depth, size and number of elements; any encoding.

What tools write is often not quite XML: prefixes that nothing declares, an encoding other than the one that is
announced. Such files are read all the same; `Document.guessed` says so.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _

MOST_BYTES = 32_000_000
MOST_ELEMENTS = 200_000
DEEPEST = 400
_MOST_ATTRIBUTES = 1_000
_MOST_PREFIXES = 500
_LONGEST = 20_000  # letters of a name or a reference
_ANNOUNCED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


@dataclass(slots=True)
class Element:
    """One element.

    Attributes:
        tag: its name without prefix. `space`: its namespace, empty where none is declared.
        prefix: as it is written. `attributes`: those without prefix.
        foreign: attributes with a prefix, as they are written; declarations of namespaces are left out.
        text: all text directly inside, as it stands.
    """

    tag: str
    space: str
    prefix: str
    attributes: dict[str, str]
    foreign: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        """The id as it is written, or nothing."""
        return self.attributes.get("id", "").strip()

    @property
    def name(self) -> str:
        """The name in one line."""
        return " ".join(self.attributes.get("name", "")[:_LONGEST].split())

    def first(self, tag: str) -> Element | None:
        """Return the first child of that name, or None."""
        return next((one for one in self.children if one.tag == tag), None)

    def texts(self, tag: str) -> list[str]:
        """Return the texts of the children of that name, those that are empty left out."""
        found = (" ".join(one.text[:_LONGEST].split()) for one in self.children if one.tag == tag)
        return [text for text in found if text]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its outermost element, and whether its encoding had to be guessed."""

    root: Element
    guessed: bool


def parse(content: bytes) -> Document:
    """Return the elements of an XML file; raise `Invalid` naming the line where it is none, or not a safe one."""
    if len(content) > MOST_BYTES:
        raise Invalid(_("The file is too large for a drawing of processes."))
    text, guessed = _decoded(content)
    builder = _Builder()
    parser = builder.parser
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as problem:
        raise Invalid(
            _("This is not XML: {problem}.").format(problem=expat.errors.messages[problem.code]),
            where=_line(problem.lineno),
        ) from None
    if builder.root is None:
        raise Invalid(_("This is not XML: it holds nothing."))
    return Document(builder.root, guessed)


def _line(number: int) -> str:
    return _("line {number}").format(number=number)


def _decoded(content: bytes) -> tuple[str, bool]:
    """Return the text, and whether its encoding is a guess."""
    wanted = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not wanted:
        announced = _ANNOUNCED.match(content[:400])
        wanted = announced.group(1).decode("ascii") if announced else "utf-8"
        if wanted[:3].lower() in {"utf", "ucs"} and wanted[-1] != "8":
            wanted = ""  # whoever reads this one byte at a time knows better
    for name, guess in ((wanted, False), ("utf-8-sig", True)):
        try:
            known = codecs.lookup(name)
            if known._is_text_encoding:
                return known.decode(content)[0].removeprefix("\ufeff"), guess
        except (LookupError, UnicodeError, ValueError):
            continue
    # Nearly every byte is a letter there: what many programs of one system write whatever they announce.
    return content.decode("cp1252", "replace"), True


class _Builder:
    """Puts elements together; refuses what a drawing never needs and an attack does."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._spaces: list[dict[str, str]] = [{"xml": "http://www.w3.org/XML/1998/namespace"}]
        self._texts: list[list[str]] = []
        self._count = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_what: object) -> None:
        raise Invalid(
            _("The file declares a document type or entities, which a drawing needs none of; take that out."),
            where=_line(self.parser.CurrentLineNumber),
        )

    def _bound(self, within: bool) -> None:
        if not within:
            raise Invalid(
                _("The file is nested too deep, or holds too much."),
                where=_line(self.parser.CurrentLineNumber),
            )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = self.parser.CurrentLineNumber
        self._bound(
            len(self._open) < DEEPEST and self._count <= MOST_ELEMENTS and len(attributes) <= _MOST_ATTRIBUTES
        )
        spaces = self._spaces[-1]
        declared = {
            key[6:]: value for key, value in attributes.items() if key == "xmlns" or key[:6] == "xmlns:"
        }
        if declared:
            spaces = {**spaces, **declared}
            self._bound(len(spaces) <= _MOST_PREFIXES)
        self._spaces.append(spaces)
        prefix, _colon, tag = name.rpartition(":")
        plain = {key: value for key, value in attributes.items() if ":" not in key and key != "xmlns"}
        foreign = {
            key: value for key, value in attributes.items() if ":" in key and not key.startswith("xmlns:")
        }
        element = Element(tag, spaces.get(prefix, ""), prefix, plain, foreign, line)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())
        self._spaces.pop()

    def _characters(self, text: str) -> None:
        self._texts[-1].append(text)
