"""Findings that the paper gives reasons for: who is in charge, what customers said, how large a model is.

Kappert, Bloemink and Hoekstra (1999), steps 1 to 4.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from desktop_crm.core.i18n import _
from desktop_crm.process.branch_findings import responsible
from desktop_crm.process.flow_findings import place_of
from desktop_crm.process.model import Event, Family, Ksf, Model, Performer, Process
from desktop_crm.process.severity import Finding, advice, warning

# What the paper found in companies, steps 2 and 3.
PROCESSES = (10, 20)
ACTIVITIES = (25, 50)
# Roles that share so many activities work as one; fewer leave open who is in charge.
HABIT = 3
# A role that does nine of ten activities leaves nobody else in charge of anything.
ALL, FEWEST = 0.9, 5

_OF_RELATIONSHIP = frozenset(
    {"reaction", "response", "next_response", "throughput", "promise_kept", "first_contact_resolution"}
)
# Step 1: deliverance upon promises, response time, service grades and friendliness, flexibility. A grade is told
# by its words, English and Dutch.
_RELATIONSHIP_WORDS = re.compile(
    r"friend|polite|kind\b|listen|understand|understood|trust|honest|respect|attenti|help|flexib|service|answer"
    r"|explain|contact|person|treat|promise|reach|know(s|n)? me|remember"
    r"|vriend|beleefd|luister|begrip|begrijp|vertrouw|eerlijk|aandacht|hulp|helpt|flexib|bereik|uitleg|belofte"
    r"|nakom|antwoord|behandel|kent mij",
    re.IGNORECASE,
)
_NOT_CUSTOMERS = frozenset({Family.INTERNAL, Family.PARTNER})


def check_paper(model: Model) -> Iterator[Finding]:
    """Yield what the paper would ask about a model."""
    yield from _one_in_charge(model)
    yield from _does_all(model)
    yield from _relationship(model)
    for process in model.processes:
        yield from _customer_contact(model, process)
    yield from _ranges(model)


def _one_in_charge(model: Model) -> Iterator[Finding]:
    """Two roles without limits that tell them apart: nobody knows whose work it is (step 4).

    Where a process starts, whoever the customer reaches takes it.
    """
    first = {
        process.by_code[code].activity
        for process in model.processes
        for code in process.start
        if code in process.by_code
    }
    in_charge = {
        one.code: [cell.role for cell in cells]
        for one in model.activities
        if one.performer is not Performer.SYSTEM and not one.outside and one.code not in first
        for cells in [responsible(model, one.code)]
        if len(cells) > 1 and not any(cell.limits for cell in cells)
    }
    shared = Counter(pair for roles in in_charge.values() for pair in combinations(sorted(set(roles)), 2))
    for code, roles in in_charge.items():
        if all(shared[pair] >= HABIT for pair in combinations(sorted(set(roles)), 2)):
            continue
        names = [model.role[role].name if role in model.role else role for role in dict.fromkeys(roles)]
        yield advice(
            "two-responsible",
            f"activity {code}",
            _("{roles} are responsible for “{name}”, and no limit says which of them does what.").format(
                roles=_(" and ").join(names), name=model.activity[code].name
            ),
        )


def _does_all(model: Model) -> Iterator[Finding]:
    work = [one.code for one in model.activities if one.performer is not Performer.SYSTEM]
    if len(work) < FEWEST or len(model.roles) < 2:
        return
    done = Counter(role for code in work for role in {cell.role for cell in responsible(model, code)})
    for role in model.roles:
        if done[role.code] >= ALL * len(work):
            yield warning(
                "role-does-all",
                f"role {role.code}",
                _("“{name}” is responsible for {count} of {all} activities; give others some.").format(
                    name=role.name, count=done[role.code], all=len(work)
                ),
            )


def about_relationship(ksf: Ksf) -> bool:
    """Tell whether a key success factor is about how customers are served, not what a product is."""
    said = f"{ksf.name} {ksf.text}"
    return ksf.measure in _OF_RELATIONSHIP or _RELATIONSHIP_WORDS.search(said) is not None


def _relationship(model: Model) -> Iterator[Finding]:
    if model.ksfs and not any(map(about_relationship, model.ksfs)):
        yield warning(
            "only-product",
            f"ksf {model.ksfs[0].code}",
            _("All key success factors are about the product, none about how customers are served."),
        )


def _customer_contact(model: Model, process: Process) -> Iterator[Finding]:
    for event, what in ((process.starting, _("starting")), (process.concluding, _("concluding"))):
        if _not_with_customer(model, event):
            yield warning(
                "no-customer-contact",
                place_of(process),
                _("The {what} event is no contact with the customer: its channels lead to others.").format(
                    what=what
                ),
            )
    for step in process.steps:
        activity = model.activity.get(step.activity)
        if not step.concluding or activity is None:
            continue
        channel = None if activity.contact is None else model.channel.get(activity.contact.channel)
        if activity.performer is Performer.PARTNER or (channel and channel.family in _NOT_CUSTOMERS):
            yield warning(
                "no-customer-contact",
                place_of(process, step.code),
                _("“{name}” concludes the process and is no contact with the customer.").format(
                    name=activity.name
                ),
            )


def _not_with_customer(model: Model, event: Event) -> bool:
    families = {model.channel[code].family for code in event.channels if code in model.channel}
    return bool(families) and families <= _NOT_CUSTOMERS


def _ranges(model: Model) -> Iterator[Finding]:
    for count, (low, high), what in (
        (len(model.processes), PROCESSES, _("processes")),
        (len(model.activities), ACTIVITIES, _("activities")),
    ):
        if not low <= count <= high:
            yield advice(
                "range",
                "model",
                _("There are {count} {what}; companies commonly find {low} to {high}.").format(
                    count=count, what=what, low=low, high=high
                ),
            )
