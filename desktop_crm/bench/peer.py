"""The peer of the step benchmark: SpiffWorkflow doing one task of a line, with its case kept in SQLite."""

from __future__ import annotations

import importlib.util
import io
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def installed() -> bool:
    """Tell whether SpiffWorkflow can be imported."""
    return importlib.util.find_spec("SpiffWorkflow") is not None


def _line(tasks: int) -> bytes:
    nodes = "".join(f'<manualTask id="t{number}" name="Task {number}"/>' for number in range(tasks))
    order = ["start", *(f"t{number}" for number in range(tasks)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(pairwise(order))
    )
    return (
        f'<definitions xmlns="{_BPMN}" targetNamespace="line">'
        f'<process id="line" isExecutable="true"><startEvent id="start"/>{nodes}<endEvent id="end"/>{flows}</process>'
        "</definitions>"
    ).encode()


def _specification(tasks: int) -> Any:
    from lxml import etree  # type: ignore[import-untyped]  # comes with the peer
    from SpiffWorkflow.bpmn.parser import BpmnParser

    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(_line(tasks))), filename="line.bpmn")
    return parser.get_spec("line")


def steps(path: Path, tasks: int, cases: int) -> Iterator[float]:
    """Walk `cases` cases of a line of `tasks`, yielding the seconds of loading, running and storing each task."""
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
    from SpiffWorkflow.util.task import TaskState

    specification = _specification(tasks)
    serializer = BpmnWorkflowSerializer()
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE held (id INTEGER PRIMARY KEY, content TEXT)")
    for number in range(cases):
        workflow = BpmnWorkflow(specification)
        workflow.do_engine_steps()
        connection.execute("INSERT INTO held VALUES (?, ?)", (number, serializer.serialize_json(workflow)))
        for task_number in range(tasks - 1):
            begun = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            (content,) = connection.execute("SELECT content FROM held WHERE id = ?", (number,)).fetchone()
            held = serializer.deserialize_json(content)
            task = next(iter(held.get_tasks(state=TaskState.READY, manual=True)))
            task.data[f"i{task_number}"] = f"value of step {task_number}"
            task.run()
            held.do_engine_steps()
            connection.execute(
                "UPDATE held SET content = ? WHERE id = ?", (serializer.serialize_json(held), number)
            )
            connection.execute("COMMIT")
            took = time.perf_counter() - begun
            if task_number:
                yield took
    connection.close()
