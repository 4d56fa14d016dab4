"""Bringing in a drawing and writing one, beside a reading of its XML alone and beside a peer's parser."""

from __future__ import annotations

import io
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from desktop_crm.bench import peer
from desktop_crm.bench.result import Result
from desktop_crm.core.i18n import _
from desktop_crm.core.paths import resources
from desktop_crm.exchange.bpmn.importing import read_bpmn
from desktop_crm.exchange.bpmn.writing import write_bpmn
from desktop_crm.process.findings import check
from desktop_crm.process.toml_form import read_file

_SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_WITHIN_MS = 2_000.0
_TIMES, _QUICK_TIMES = 15, 3
_LENGTHS = (250, 1_000, 2_900)  # places in a line; companies draw twenty


def run(*, quick: bool) -> Result:
    """Measure with the sample company's twelve processes, and with lines of tasks of one name of growing length."""
    times = _QUICK_TIMES if quick else _TIMES
    result = Result("bpmn")
    model = read_file(resources() / "sample" / "model.toml")
    drawn = write_bpmn(model)
    bare = _bare(drawn)
    result.row(_("writing the sample company"), len(drawn), [*_timed(lambda: write_bpmn(model), times)])
    result.row(_("reading it back"), len(drawn), [*_timed(lambda: read_bpmn(drawn, "file"), times)])
    result.row(
        _("reading it as another tool's"), len(bare), [*_timed(lambda: read_bpmn(bare, "file"), times)]
    )
    longest = 0.0
    for count in _LENGTHS:
        line = _line(count)
        took = [*_timed(partial(_come_and_judged, line), times)]
        longest = result.row(
            _("a line of {count} tasks, with its findings").format(count=count), len(line), took
        )
        result.row(_("its XML alone"), len(line), [*_timed(partial(ET.fromstring, line), times)])
    if peer.installed():
        result.row(
            _("the sample company in the peer's parser"), len(bare), [*_timed(lambda: _peer(bare), times)]
        )
    else:
        result.skip(_("SpiffWorkflow is not installed, so its parser is not measured beside ours."))
    result.goal(_("a drawing, with its findings, in ms"), _WITHIN_MS, longest, most=True)
    return result


def _come_and_judged(drawn: bytes) -> None:
    check(read_bpmn(drawn, "file").model)


def _timed(act: Callable[[], Any], times: int) -> Iterator[float]:
    act()  # what is loaded at first use is not measured
    for _number in range(times):
        begun = time.perf_counter()
        act()
        yield time.perf_counter() - begun


def _bare(drawn: bytes) -> bytes:
    """The drawing without the model that it carries, as another tool may hand it on."""
    before, _found, rest = drawn.partition(b"<extensionElements>")
    return before + rest.partition(b"</extensionElements>")[2]


def _line(tasks: int) -> bytes:
    nodes = "".join(f'<userTask id="t{number}" name="Task"/>' for number in range(tasks))
    order = ["start", *(f"t{number}" for number in range(tasks)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{order[number]}" targetRef="{order[number + 1]}"/>'
        for number in range(len(order) - 1)
    )
    inner = f'<startEvent id="start"/>{nodes}<endEvent id="end"/>{flows}'
    return f'<definitions xmlns="{_SPACE}"><process id="line">{inner}</process></definitions>'.encode()


def _peer(drawn: bytes) -> None:
    from lxml import etree  # type: ignore[import-untyped]  # comes with the peer
    from SpiffWorkflow.bpmn.parser import BpmnParser

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(drawn)), filename="file.bpmn")
    for process in parser.get_process_ids():
        parser.get_spec(process)
