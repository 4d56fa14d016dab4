"""What is wrong, doubtful or worth a thought in a process model; errors keep it from being published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from desktop_crm.core.errors import Invalid
from desktop_crm.core.i18n import _
from desktop_crm.process.branch_findings import check_branches
from desktop_crm.process.conditions import ORDERED, ORDERINGS
from desktop_crm.process.flow_findings import check_process
from desktop_crm.process.information_findings import check_information, conditions
from desktop_crm.process.likeness_findings import check_likeness
from desktop_crm.process.matrix_findings import check_matrices
from desktop_crm.process.measured import NOTHING, Measured
from desktop_crm.process.measured_findings import check_measured
from desktop_crm.process.model import Condition, Item, ItemType, Model, Operator
from desktop_crm.process.norm_findings import check_norms
from desktop_crm.process.paper_findings import check_paper
from desktop_crm.process.sequence_findings import check_sequences
from desktop_crm.process.severity import Finding, Severity, error, unknown, worst_first
from desktop_crm.process.values import parse_value

__all__ = ["Finding", "Severity", "check"]


def check(model: Model, measured: Measured = NOTHING) -> tuple[Finding, ...]:
    """Return all findings on a model: errors first, then warnings, then advice, each in the model's order.

    Args:
        measured: what the company measured; without it a model is judged by itself.
    """
    found = [
        *_codes(model),
        *_items(model),
        *check_matrices(model),
        *_conditions(model),
        *check_norms(model),
        *(finding for process in model.processes for finding in check_process(model, process)),
        *check_branches(model),
        *check_information(model),
        *check_sequences(model),
        *check_likeness(model),
        *check_measured(model, measured),
        *check_paper(model),
    ]
    return worst_first(found)


def _codes(model: Model) -> Iterator[Finding]:
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("channel", (one.code for one in model.channels)),
        ("segment", (one.code for one in model.segments)),
        ("calendar", (one.code for one in model.calendars)),
        ("role", (one.code for one in model.roles)),
        ("item", (one.code for one in model.items)),
        ("ksf", (one.code for one in model.ksfs)),
        ("activity", (one.code for one in model.activities)),
        ("process", (one.code for one in model.processes)),
    )
    for kind, codes in kinds:
        for code, count in Counter(codes).items():
            if count > 1:
                yield error("twice", f"{kind} {code}", _("This code is used twice; give one another code."))


def _items(model: Model) -> Iterator[Finding]:
    for item in model.items:
        place = f"item {item.code}"
        if item.type is not ItemType.CHOICE:
            if item.choices:
                yield error("choices-unused", place, _("Only a choice has choices; take them out."))
            continue
        if not item.choices:
            yield error("no-choices", place, _("A choice needs choices; add some."))
        for words in (
            (one.code for one in item.choices),
            (one.name.strip().casefold() for one in item.choices),
        ):
            for word, count in Counter(words).items():
                if count > 1:
                    yield error(
                        "twice",
                        place,
                        _("“{word}” stands twice among the choices; keep one.").format(word=word),
                    )


def _conditions(model: Model) -> Iterator[Finding]:
    for place, condition in conditions(model):
        item = model.item.get(condition.item)
        if item is None:
            yield unknown(_("item"), condition.item, place, "item")
        else:
            yield from _condition(item, condition, place)


def _condition(item: Item, condition: Condition, place: str) -> Iterator[Finding]:
    """Yield what is wrong with one condition: its operator for that type, how many values, each value."""
    least = 0 if condition.operator in (Operator.KNOWN, Operator.NOT_KNOWN) else 1
    many = condition.operator in (Operator.ONE_OF, Operator.NONE_OF)
    if len(condition.values) < least or (len(condition.values) > least and not many):
        yield error(
            "condition-values",
            place,
            _("The condition on “{item}” has the wrong number of values for “{operator}”.").format(
                item=item.code, operator=condition.operator.value
            ),
        )
        return
    if condition.operator in ORDERINGS and item.type not in ORDERED:
        yield error(
            "condition-operator",
            place,
            _("“{item}” is of type {type}, which can't be compared by “{operator}”.").format(
                item=item.code, type=item.type.value, operator=condition.operator.value
            ),
        )
        return
    for value in condition.values:
        try:
            right = parse_value(item, value)
        except Invalid as wrong:
            yield error(
                "condition-value",
                place,
                _("“{value}” can't be a value of “{item}”: {why}").format(
                    value=value, item=item.code, why=wrong.sentence
                ),
            )
        else:
            if right != value:
                yield error(
                    "condition-value",
                    place,
                    _("“{value}” for “{item}” must be written “{right}”.").format(
                        value=value, item=item.code, right=right
                    ),
                )
