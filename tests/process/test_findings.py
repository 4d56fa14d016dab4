"""Each fault of a model is found, with its weight and its place; a model without faults has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_crm.core.paths import resources
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.model import (
    Item,
    ItemType,
    Join,
    Measurement,
    Performer,
    Role,
    Split,
)
from desktop_crm.process.toml_form import read, read_file
from tests.process.small_model import (
    CLAIM,
    SMALL,
    Change,
    a,
    a_step,
    also,
    errors,
    only,
    process,
    steps,
    when,
    without,
)


def test_a_model_without_faults_has_no_findings_but_that_it_is_small() -> None:
    assert {one.code for one in check(read(SMALL))} == {"range"}


def test_the_sample_company_has_no_errors_and_no_warnings() -> None:
    found = check(read_file(resources() / "sample" / "model.toml"))

    assert [one for one in found if one.severity is not Severity.ADVICE] == []


_FAULTS: list[tuple[str, Change, str, str]] = [
    ("a dead end", steps(a_step("assess")), "dead-end", f"{CLAIM}, step assess"),
    ("a step out of reach", steps(a_step("lost", "tell")), "unreachable", f"{CLAIM}, step lost"),
    (
        "a join behind a choice",
        steps(
            a_step("both", "tell", join=Join.ALL),
            a_step("assess", "both"),
            a_step("other", "both"),
            a_step("take", when("assess", "covered", "is", "yes"), "other", activity="take"),
        ),
        "join-never",
        f"{CLAIM}, step both",
    ),
    (
        "a join that one way starves",
        steps(
            a_step("take", "assess", "other", activity="take", split=Split.ALL),
            a_step("assess", when("both", "covered", "is", "yes"), "other"),
            a_step("other", "both"),
            a_step("both", "tell", join=Join.ALL),
        ),
        "join-stuck",
        f"{CLAIM}, step both",
    ),
    (
        "a loop without exit",
        steps(a_step("assess", "again"), a_step("again", "assess")),
        "no-exit",
        f"{CLAIM}, step again",
    ),
    (
        "a loop without exit beside the conclusion",
        steps(a_step("take", "assess", "tell", activity="take", split=Split.ALL), a_step("assess", "assess")),
        "no-exit",
        f"{CLAIM}, step assess",
    ),
    (
        "a loop that nobody's doing can leave",
        steps(
            a_step("assess", when("again", "covered", "is", "no"), "tell", activity=""),
            a_step("again", "assess", activity=""),
        ),
        "loop-alone",
        f"{CLAIM}, step again",
    ),
    (
        "a gap between branches",
        steps(
            a_step(
                "take",
                when("assess", "covered", "is", "yes"),
                when("tell", "covered", "is", "no"),
                activity="take",
            )
        ),
        "gap",
        f"{CLAIM}, step take",
    ),
    (
        "a branch after the one for all cases",
        steps(a_step("take", "tell", when("assess", "covered", "is", "yes"), activity="take")),
        "overlap",
        f"{CLAIM}, step take",
    ),
    (
        "two branches for all cases",
        steps(a_step("take", "tell", "assess", activity="take")),
        "overlap",
        f"{CLAIM}, step take",
    ),
    (
        "two branches on the same condition",
        steps(
            a_step(
                "take",
                when("assess", "covered", "is", "yes"),
                when("tell", "covered", "is", "yes"),
                "tell",
                activity="take",
            )
        ),
        "never-taken",
        f"{CLAIM}, step take",
    ),
    (
        "an input that nobody registered by then",
        lambda model: replace(
            model, uses=tuple(o for o in model.uses if (o.item, o.direction) != ("verdict", "output"))
        ),
        "input-missing",
        f"{CLAIM}, step tell",
    ),
    (
        "a condition side by side",
        steps(
            a_step("take", when("assess", "covered", "is", "yes"), "tell", activity="take", split=Split.ALL)
        ),
        "parallel-condition",
        f"{CLAIM}, step take",
    ),
    (
        "the same step side by side",
        steps(a_step("take", "assess", "assess", activity="take", split=Split.ALL)),
        "twice",
        f"{CLAIM}, step take",
    ),
    ("no conclusion", steps(a_step("tell", "take", activity="tell")), "no-conclusion", CLAIM),
    (
        "a conclusion that leads on",
        steps(a_step("tell", "take", activity="tell", concluding=True)),
        "after-the-end",
        f"{CLAIM}, step tell",
    ),
    (
        "a conclusion passed over",
        steps(a_step("tell", activity="tell", concluding=True, only_when=only("covered", "is", "yes"))),
        "end-passed-over",
        f"{CLAIM}, step tell",
    ),
    (
        "a conclusion without work",
        steps(a_step("tell", activity="", concluding=True)),
        "end-without-activity",
        f"{CLAIM}, step tell",
    ),
    ("no steps", process(steps=()), "no-steps", CLAIM),
    ("no start", process(start=()), "no-start", CLAIM),
    ("a start that is not there", process(start=("nowhere",)), "unknown-reference", CLAIM),
    ("a start said twice", process(start=("take", "take")), "twice", f"{CLAIM}, step take"),
    (
        "a step code used twice",
        lambda model: process(steps=(*model.processes[0].steps, model.processes[0].steps[-1]))(model),
        "twice",
        f"{CLAIM}, step tell",
    ),
    ("a flow to nowhere", steps(a_step("assess", "nowhere")), "unknown-reference", f"{CLAIM}, step assess"),
    (
        "an activity that is not there",
        steps(a_step("assess", "tell", activity="dream")),
        "unknown-reference",
        f"{CLAIM}, step assess",
    ),
    (
        "an event without a name",
        process(starting=replace(read(SMALL).processes[0].starting, name=" ")),
        "no-event",
        CLAIM,
    ),
    (
        "an event of no direction",
        process(starting=replace(read(SMALL).processes[0].starting, direction="up")),
        "unknown-reference",
        CLAIM,
    ),
    (
        "a condition on nothing",
        steps(a_step("assess", when("tell", "mood", "is", "good"), "tell")),
        "unknown-reference",
        f"{CLAIM}, step assess",
    ),
    (
        "a condition on an item nobody registers",
        lambda model: steps(a_step("assess", when("tell", "mood", "is", "good"), "tell"))(
            also("items", Item("mood", "Mood", ItemType.TEXT))(model)
        ),
        "condition-unregistered",
        f"{CLAIM}, step assess",
    ),
    (
        "a condition on what is registered only afterwards",
        steps(a_step("take", when("assess", "verdict", "is", "good"), "tell", activity="take")),
        "condition-unregistered",
        f"{CLAIM}, step take",
    ),
    (
        "a word that an operator cannot order",
        steps(a_step("assess", when("tell", "kind", "less", "car"), "tell")),
        "condition-operator",
        f"{CLAIM}, step assess",
    ),
    (
        "an amount that is none",
        steps(a_step("assess", when("tell", "damage", "less", "much"), "tell")),
        "condition-value",
        f"{CLAIM}, step assess",
    ),
    (
        "an amount in another form",
        steps(a_step("assess", when("tell", "damage", "less", "1.250,00"), "tell")),
        "condition-value",
        f"{CLAIM}, step assess",
    ),
    (
        "a choice that is not there",
        steps(a_step("assess", when("tell", "kind", "is", "boat"), "tell")),
        "condition-value",
        f"{CLAIM}, step assess",
    ),
    (
        "two values for one",
        steps(a_step("assess", when("tell", "kind", "is", "car", "home"), "tell")),
        "condition-values",
        f"{CLAIM}, step assess",
    ),
    (
        "a value where none belongs",
        steps(a_step("assess", when("tell", "kind", "known", "car"), "tell")),
        "condition-values",
        f"{CLAIM}, step assess",
    ),
    (
        "nobody responsible",
        lambda model: replace(
            model, responsibilities=tuple(o for o in model.responsibilities if o.activity != "tell")
        ),
        "no-responsible",
        "activity tell",
    ),
    (
        "nobody responsible for the system's conclusion",
        lambda model: a("activities", "tell", performer=Performer.SYSTEM)(
            replace(model, responsibilities=tuple(o for o in model.responsibilities if o.activity != "tell"))
        ),
        "no-responsible",
        f"{CLAIM}, step tell",
    ),
    ("a role that is not there", without("roles", "claims"), "unknown-reference", "activity assess"),
    (
        "a duty for no activity",
        lambda model: also("responsibilities", replace(model.responsibilities[0], activity="dream"))(model),
        "unknown-reference",
        "role front",
    ),
    (
        "a duty said twice",
        lambda model: also("responsibilities", model.responsibilities[0])(model),
        "twice",
        "activity take",
    ),
    ("an output said twice", lambda model: also("uses", model.uses[0])(model), "twice", "activity take"),
    ("an item that is not there", without("items", "verdict"), "unknown-reference", "activity assess"),
    ("a channel that is not there", without("channels", "telephone"), "unknown-reference", "activity tell"),
    ("a power that is none", a("roles", "front", may=("fly",)), "unknown-reference", "role front"),
    ("a code used twice", also("roles", Role("front", "Again")), "twice", "role front"),
    ("a choice without choices", a("items", "kind", choices=()), "no-choices", "item kind"),
    (
        "a text with choices",
        a("items", "verdict", choices=read(SMALL).item["kind"].choices),
        "choices-unused",
        "item verdict",
    ),
    (
        "two choices of one name",
        a(
            "items",
            "kind",
            choices=tuple(replace(one, name="Same") for one in read(SMALL).item["kind"].choices),
        ),
        "twice",
        "item kind",
    ),
    ("a calendar that is not there", without("calendars", "office"), "unknown-reference", "ksf settled"),
    (
        "a measurement to nowhere",
        lambda model: replace(model, measurements=(Measurement("settled", "claim", to_event="x"),)),
        "unknown-reference",
        f"{CLAIM}, ksf settled",
    ),
    (
        "a measurement of nothing",
        also("measurements", Measurement("speed", "claim")),
        "unknown-reference",
        CLAIM,
    ),
    ("a measurement twice", lambda model: also("measurements", *model.measurements)(model), "twice", CLAIM),
    ("a measure that is none", a("ksfs", "settled", measure="colour"), "unknown-reference", "ksf settled"),
    ("time without a norm", a("ksfs", "settled", norm_seconds=None), "no-norm", "ksf settled"),
    ("a norm of no time", a("ksfs", "settled", norm_seconds=0), "out-of-range", "ksf settled"),
    ("a share of nobody", a("ksfs", "settled", share=0.0), "out-of-range", "ksf settled"),
    ("a grade without a norm", a("ksfs", "settled", measure="grade"), "no-norm", "ksf settled"),
    ("working time without a calendar", a("ksfs", "settled", calendar=""), "no-calendar", "ksf settled"),
    (
        "an unknown time zone",
        a("calendars", "office", timezone="Europe/Zwolle"),
        "unknown-timezone",
        "calendar office",
    ),
    (
        "a time zone that is a path",
        a("calendars", "office", timezone="../../etc/passwd"),
        "unknown-timezone",
        "calendar office",
    ),
    ("an unknown country", a("calendars", "office", country="XX"), "unknown-country", "calendar office"),
    ("an unknown region", a("calendars", "office", region="QQ"), "unknown-country", "calendar office"),
    (
        "a calendar that never opens",
        a("calendars", "office", weekly={"mon": ()}),
        "never-open",
        "calendar office",
    ),
    (
        "hours that run backwards",
        a("calendars", "office", weekly={"mon": (("17:00", "08:30"),)}),
        "hours-order",
        "calendar office",
    ),
    (
        "hours that overlap",
        a("calendars", "office", special_days={date(2026, 12, 24): (("08:00", "12:00"), ("11:00", "13:00"))}),
        "hours-order",
        "calendar office",
    ),
    (
        "hours of another form",
        a("calendars", "office", weekly={"mon": (("8", "17"),)}),
        "hours-form",
        "calendar office",
    ),
]


@pytest.mark.parametrize(
    ("change", "code", "place"), [one[1:] for one in _FAULTS], ids=[one[0] for one in _FAULTS]
)
def test_the_fault_is_an_error_with_its_place(change: Change, code: str, place: str) -> None:
    assert (code, place) in errors(change(read(SMALL)))


def test_the_system_cannot_be_asked_for_words() -> None:
    model = a("activities", "assess", performer=Performer.SYSTEM)(read(SMALL))
    uses = tuple(replace(one, required=True) if one.item == "verdict" else one for one in model.uses)

    assert ("system-output", "activity assess") in errors(replace(model, uses=uses))
