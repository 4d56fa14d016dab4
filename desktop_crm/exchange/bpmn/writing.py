"""A model as BPMN 2.0: valid by the schema, with places for every figure, and with what BPMN can't say.

The model itself goes with its drawing, in our own namespace, so that reading the file gives the same model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from desktop_crm.exchange.bpmn import words
from desktop_crm.exchange.bpmn.figures import Figure, Line, Sheet, sheet_of
from desktop_crm.exchange.bpmn.placing import Placed, place
from desktop_crm.process.layout import Area
from desktop_crm.process.model import Model
from desktop_crm.process.toml_write import write

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = (
    f'xmlns="{words.MODEL}" xmlns:bpmndi="{words.DI}" xmlns:dc="{words.DC}" xmlns:di="{words.DD}" '
    f'xmlns:xsi="{words.XSI}" xmlns:crm="{words.OURS}"'
)


def write_bpmn(model: Model) -> bytes:
    """Return the file of a model; the same model always gives the same bytes."""
    sheets = [sheet_of(model, process) for process in model.process.values()]
    return ("\n".join(_lines(model, sheets)) + "\n").encode()


def _lines(model: Model, sheets: list[Sheet]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield (
        f'<definitions id="Definitions" name={_quoted(model.name)} targetNamespace="{words.OURS}" '
        f'expressionLanguage="{words.PYTHON}" exporter="desktop-crm" {_SPACES}>'
    )
    yield '  <collaboration id="Collaboration">'
    yield f"    <extensionElements><crm:model>{_carried(model)}</crm:model></extensionElements>"
    for sheet in sheets:
        code = sheet.process.code
        yield (
            f'    <participant id="Pool-{code}" name={_quoted(sheet.process.name)} processRef="Process-{code}"/>'
        )
    yield "  </collaboration>"
    for sheet in sheets:
        yield from _process(sheet)
    yield '  <bpmndi:BPMNDiagram id="Diagram">'
    yield '    <bpmndi:BPMNPlane id="Plane" bpmnElement="Collaboration">'
    for placed in place(sheets):
        yield from _places(placed)
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"
    yield "</definitions>"


def _carried(model: Model) -> str:
    """The model in its own form; in its texts, what XML has no way to write is written as TOML does."""
    return escape(_NO_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", write(model)))


def _process(sheet: Sheet) -> Iterator[str]:
    process = sheet.process
    yield f'  <process id="Process-{process.code}" name={_quoted(process.name)} isExecutable="true">'
    if process.purpose:
        yield f"    <documentation>{_text(process.purpose)}</documentation>"
    yield f'    <laneSet id="Lanes-{process.code}">'
    for number, name in enumerate(sheet.lanes):
        yield f'      <lane id="Lane-{process.code}-{number}" name={_quoted(name)}>'
        for figure in sheet.figures:
            if figure.lane == number:
                yield f"        <flowNodeRef>{figure.id}</flowNodeRef>"
        yield "      </lane>"
    yield "    </laneSet>"
    into: dict[str, list[str]] = {}
    out: dict[str, list[Line]] = {}
    for line in sheet.lines:
        into.setdefault(line.target, []).append(line.id)
        out.setdefault(line.source, []).append(line)
    for figure in sheet.figures:
        yield from _figure(figure, into.get(figure.id, []), out.get(figure.id, []))
    for line in sheet.lines:
        yield from _line(line)
    yield "  </process>"


def _figure(figure: Figure, into: list[str], out: list[Line]) -> Iterator[str]:
    default = next((f' default="{line.id}"' for line in out if line.default), "")
    yield f'    <{figure.tag} id="{figure.id}" name={_quoted(figure.name)}{default}>'
    yield from (f"      <incoming>{one}</incoming>" for one in into)
    yield from (f"      <outgoing>{line.id}</outgoing>" for line in out)
    if figure.tag == "scriptTask":
        yield "      <script>pass</script>"
    if figure.ends_all:
        yield f'      <terminateEventDefinition id="{figure.id}-all"/>'
    yield f"    </{figure.tag}>"


def _line(line: Line) -> Iterator[str]:
    name = f" name={_quoted(line.name)}" if line.name else ""
    start = f'    <sequenceFlow id="{line.id}" sourceRef="{line.source}" targetRef="{line.target}"{name}'
    if line.expression:
        yield start + ">"
        said = _text(line.expression)
        yield f'      <conditionExpression xsi:type="tFormalExpression">{said}</conditionExpression>'
        yield "    </sequenceFlow>"
    else:
        yield start + "/>"


def _places(placed: Placed) -> Iterator[str]:
    sheet, code = placed.sheet, placed.sheet.process.code
    yield from _shape(f"Pool-{code}", placed.pool, ' isHorizontal="true"')
    for number, area in enumerate(placed.lanes):
        yield from _shape(f"Lane-{code}-{number}", area, ' isHorizontal="true"')
    for figure, area in zip(sheet.figures, placed.areas, strict=True):
        marked = ' isMarkerVisible="true"' if figure.tag == "exclusiveGateway" else ""
        yield from _shape(figure.id, area, marked)
    for line, course in zip(sheet.lines, placed.courses, strict=True):
        yield f'      <bpmndi:BPMNEdge id="{line.id}-di" bpmnElement="{line.id}">'
        yield from (f'        <di:waypoint x="{x}" y="{y}"/>' for x, y in course)
        yield "      </bpmndi:BPMNEdge>"


def _shape(id: str, area: Area, more: str) -> Iterator[str]:
    yield f'      <bpmndi:BPMNShape id="{id}-di" bpmnElement="{id}"{more}>'
    yield f'        <dc:Bounds x="{area.x}" y="{area.y}" width="{area.width}" height="{area.height}"/>'
    yield "      </bpmndi:BPMNShape>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", text))
