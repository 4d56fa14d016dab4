"""A small model without faults, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import Condition, Flow, Model, Operator, Step

SMALL = """
[model]
name = "Small"
[[channel]]
code = "telephone"
name = "Telephone"
family = "telephony"
[[calendar]]
code = "office"
name = "Office"
timezone = "Europe/Amsterdam"
weekly = {mon = [["08:30", "17:00"]]}
country = "NL"
[[role]]
code = "front"
name = "Front"
[[role]]
code = "claims"
name = "Claims"
[[item]]
code = "covered"
name = "Covered"
type = "yes-no"
[[item]]
code = "damage"
name = "Damage"
type = "money"
[[item]]
code = "kind"
name = "Kind"
type = "choice"
choices = [{code = "car", name = "Car"}, {code = "home", name = "Home"}]
[[item]]
code = "verdict"
name = "Verdict"
type = "text"
[[ksf]]
code = "settled"
name = "Settled"
text = "Settle it."
measure = "throughput"
norm = "10 working days"
calendar = "office"
evidence = "Panel"
[[activity]]
code = "take"
name = "Take"
responsible = ["front"]
outputs = [{item = "covered", required = true}, "kind", {item = "damage", when = [["covered", "is", "yes"]]}]
[[activity]]
code = "assess"
name = "Assess"
responsible = [{role = "claims", limits = [["damage", "at-most", "500.00 EUR"]]}, "front"]
inputs = ["damage", "kind"]
outputs = ["verdict"]
[[activity]]
code = "tell"
name = "Tell"
responsible = ["front"]
contact = {direction = "out", channel = "telephone"}
inputs = [{item = "verdict", required = true}]
[[process]]
code = "claim"
name = "Claim"
start = ["take"]
starting = {name = "Reports", channels = ["telephone"]}
concluding = {name = "Knows", channels = ["telephone"]}
measures = [{ksf = "settled", from = "take"}]
[[process.step]]
code = "take"
activity = "take"
flows = [{to = "assess", when = [["covered", "is", "yes"]]}, {to = "tell"}]
[[process.step]]
code = "assess"
activity = "assess"
then = "tell"
[[process.step]]
code = "tell"
activity = "tell"
concluding = true
"""

Change = Callable[[Model], Model]


def errors(model: Model) -> list[tuple[str, str]]:
    """The codes and places of the errors."""
    return [(one.code, one.place) for one in check(model) if one.severity is Severity.ERROR]


def a(kind: str, code: str, **fields: Any) -> Change:
    """Change fields of one thing of the model."""

    def change(model: Model) -> Model:
        things = tuple(replace(one, **fields) if one.code == code else one for one in getattr(model, kind))
        assert things != getattr(model, kind)
        return replace(model, **{kind: things})

    return change


def also(kind: str, *things: Any) -> Change:
    """Add things to the model."""
    return lambda model: replace(model, **{kind: (*getattr(model, kind), *things)})


def without(kind: str, code: str) -> Change:
    """Take a thing out of the model."""
    return lambda model: replace(
        model, **{kind: tuple(one for one in getattr(model, kind) if one.code != code)}
    )


def steps(*changed: Step, start: tuple[str, ...] = ("take",)) -> Change:
    """Put steps in the place of those with the same code, or after them."""

    def change(model: Model) -> Model:
        (process,) = model.processes
        codes = {one.code for one in changed}
        kept = [one for one in process.steps if one.code not in codes]
        return replace(model, processes=(replace(process, steps=(*kept, *changed), start=start),))

    return change


def a_step(code: str, *flows: Flow | str, activity: str = "assess", **fields: Any) -> Step:
    """A step with its flows, those without conditions by their codes alone."""
    to = tuple(Flow(one) if isinstance(one, str) else one for one in flows)
    return Step(code, activity, flows=to, **fields)


def when(to: str, item: str, operator: str, *values: str) -> Flow:
    return Flow(to, (Condition(item, Operator(operator), values),))


def only(item: str, operator: str, *values: str) -> tuple[Condition, ...]:
    return (Condition(item, Operator(operator), values),)


def process(**fields: Any) -> Change:
    return a("processes", "claim", **fields)


CLAIM = "process claim"
