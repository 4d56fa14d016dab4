"""The random models that other tests play with are sound, and cover what they claim to cover."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import Join, Model, Performer, Split, Step
from tests.process.strategies import sound_models
from tests.sampling import SOAK, examples


@pytest.fixture(scope="module")
def models() -> list[Model]:
    """Random models, drawn once; the sample is the same each time, the long run looks further."""
    drawn: list[Model] = []

    @given(sound_models())
    @settings(
        max_examples=examples(80, soak=600),
        phases=[Phase.generate],
        derandomize=not SOAK,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def draw(model: Model) -> None:
        drawn.append(model)

    draw()
    return drawn


def test_a_model_woven_from_blocks_has_no_errors(models: list[Model]) -> None:
    for model in models:
        assert [finding for finding in check(model) if finding.severity is Severity.ERROR] == []


def _steps(model: Model) -> Iterator[Step]:
    return (step for process in model.processes for step in process.steps)


_SHAPES: dict[str, Callable[[Model], bool]] = {
    "branches": lambda model: any(len(step.flows) > 1 and step.split is Split.ONE for step in _steps(model)),
    "side by side": lambda model: any(step.split is Split.ALL for step in _steps(model)),
    "joins": lambda model: any(step.join is Join.ALL and step.activity for step in _steps(model)),
    "several starts": lambda model: any(len(process.start) > 1 for process in model.processes),
    "conditional steps": lambda model: any(step.only_when for step in _steps(model)),
    "skippable steps": lambda model: any(step.skippable for step in _steps(model)),
    "the system's work": lambda model: any(one.performer is Performer.SYSTEM for one in model.activities),
    "the customer's work": lambda model: any(one.performer is Performer.CUSTOMER for one in model.activities),
    "limits": lambda model: any(duty.limits for duty in model.responsibilities),
    "several ends": lambda model: any(
        sum(step.concluding for step in process.steps) > 1 for process in model.processes
    ),
    "shared activities": lambda model: (
        len(used := [step.activity for step in _steps(model) if step.activity]) > len(set(used))
    ),
    "loops": lambda model: any(
        int(flow.to[5:]) <= int(step.code[5:]) for step in _steps(model) for flow in step.flows
    ),
}


@pytest.mark.parametrize("shape", _SHAPES)
def test_random_models_have(models: list[Model], shape: str) -> None:
    assert any(map(_SHAPES[shape], models))
