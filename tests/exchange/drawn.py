"""Small BPMN files in a few words."""

from __future__ import annotations

import itertools

from desktop_crm.exchange.bpmn.importing import Imported, read_bpmn
from desktop_crm.process.model import Model, Process, Step

SPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def file_of(*processes: str, beside: str = "") -> bytes:
    """A file with processes, and what stands beside them."""
    inner = "".join(
        f'<process id="p{number}" name="P{number}">{one}</process>' for number, one in enumerate(processes, 1)
    )
    return f'<definitions xmlns="{SPACE}" name="Ours">{beside}{inner}</definitions>'.encode()


def nodes(text: str) -> str:
    """Nodes given as ``tag:id`` or ``tag:id=Name with blanks as _``, apart by blanks."""
    made = []
    for one in text.split():
        tag, _colon, rest = one.partition(":")
        id, _equals, name = rest.partition("=")
        made.append(f'<{tag} id="{id}" name="{name.replace("_", " ")}"/>')
    return "".join(made)


def flows(text: str, **conditions: str) -> str:
    """Flows given as ``a>b>c`` chains; the condition of ``a>b`` is given as ``a_b``, its name as ``name_a_b``."""
    made = []
    for chain in text.split():
        ends = chain.split(">")
        for source, target in itertools.pairwise(ends):
            asked = conditions.get(f"{source}_{target}")
            inner = (
                f"<conditionExpression><![CDATA[{asked}]]></conditionExpression>" if asked is not None else ""
            )
            name = conditions.get(f"name_{source}_{target}", "")
            made.append(
                f'<sequenceFlow id="{source}_{target}" name="{name}" sourceRef="{source}" targetRef="{target}">'
                f"{inner}</sequenceFlow>"
            )
    return "".join(made)


def imported(*processes: str, beside: str = "") -> Imported:
    """What comes of a file."""
    return read_bpmn(file_of(*processes, beside=beside), "file")


def steps_of(model: Model) -> dict[str, Step]:
    """The steps of the first process by their codes."""
    return model.processes[0].by_code


def leads(process: Process) -> dict[str, list[str]]:
    """For each step where it leads."""
    return {step.code: [flow.to for flow in step.flows] for step in process.steps}


def said(come: Imported) -> set[tuple[str, str, str]]:
    """What became of which element."""
    return {(one.fate.value, one.element, one.id) for one in come.remarks}
