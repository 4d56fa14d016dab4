"""XML is read in any encoding, and refused where it attacks, is broken, or is something else."""

from __future__ import annotations

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.exchange.bpmn import markup, reading
from desktop_crm.exchange.bpmn.importing import read_bpmn
from desktop_crm.exchange.bpmn.markup import parse
from tests.exchange.drawn import SPACE, file_of, nodes

_NAMED = f'<definitions xmlns="{SPACE}"><process id="p" name="Schöne Grüße"/></definitions>'
_ENTITIES = """<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>"""
_OUTSIDE = """<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>"""


@pytest.mark.parametrize(
    ("announced", "encoding"),
    [
        ("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("UTF-16", "utf-16"), ("UTF-16", "utf-16-le"),
        ("utf-16", "utf-16-be"), ("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("utf-32", "utf-32"),
        ("IBM850", "cp850"), ("", "utf-8"), ("UTF-16", "utf-8"), ("nonsense", "utf-8"), ("UTF-8", "latin-1"),
        ("hex", "utf-8"),
    ],
)  # fmt: skip
def test_names_are_read_in_any_encoding_even_where_the_file_announces_another(
    announced: str, encoding: str
) -> None:
    start = f'<?xml version="1.0" encoding="{announced}"?>' if announced else ""
    found = read_bpmn((start + _NAMED).encode(encoding), "file")

    assert found.model.processes[0].name == "Schöne Grüße"


@pytest.mark.parametrize("start", [_ENTITIES, _OUTSIDE, "<!DOCTYPE definitions>"])
def test_a_document_type_is_refused(start: str) -> None:
    with pytest.raises(Invalid, match="document type"):
        parse((start + _NAMED).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   ", b"{}", b"<definitions", b"<a></b>", b"<a>\0</a>", b"<a>\x01</a>", b"<a/><b/>", b"\xff\xfe<",
        b"\x00\x00\x00<", b"<a>&nothing;</a>", b"<a b='1' b='2'/>", _NAMED[:-8].encode(), b"PK\x03\x04\x14\0",
    ],
)  # fmt: skip
def test_what_is_no_xml_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid, match="This is not XML"):
        read_bpmn(content, "file")


@pytest.mark.parametrize(
    "root", ["html", "Package", "bpmn:task", "definitions2", "wsdl:definitions", "project"]
)
def test_xml_of_another_kind_is_refused_by_its_outermost_element(root: str) -> None:
    with pytest.raises(Invalid, match="outermost element"):
        read_bpmn(f'<{root} xmlns:wsdl="urn:w" xmlns:bpmn="{SPACE}"/>'.encode(), "file")


def test_what_is_nested_too_deep_is_refused() -> None:
    with pytest.raises(Invalid, match="nested too deep"):
        parse(b"<a>" * 100_000 + b"</a>" * 100_000)


def test_what_holds_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MOST_ELEMENTS", 50)
    with pytest.raises(Invalid, match="holds too much"):
        parse(b"<a>" + b"<b/>" * 60 + b"</a>")
    monkeypatch.setattr(markup, "MOST_BYTES", 5)
    with pytest.raises(Invalid, match="too large"):
        parse(b"<a>   </a>")


def test_a_drawing_with_too_many_places_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_NODES", 2)
    with pytest.raises(Invalid, match="more than 2 places"):
        read_bpmn(file_of(nodes("task:a task:b task:c")), "file")


def test_prefixes_that_nothing_declares_are_read_all_the_same() -> None:
    found = read_bpmn(
        b'<bpmn:definitions><bpmn:process id="p"><bpmn:task id="a" camunda:x="1" name="A"/></bpmn:process>'
        b"</bpmn:definitions>",
        "file",
    )

    assert [one.name for one in found.model.activities] == ["A"]
    assert "camunda:x" in {one.element for one in found.remarks}


def test_a_file_in_a_wrapper_is_found() -> None:
    found = read_bpmn(b"<export><data>" + file_of(nodes("task:a=A")) + b"</data></export>", "file")

    assert [one.name for one in found.model.activities] == ["A"]
