"""What the paper would ask about a model is said once, at its place, and not where there is a reason for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_crm.core.paths import resources
from desktop_crm.process.findings import Severity, check
from desktop_crm.process.likeness_findings import plain_words
from desktop_crm.process.measured import Achieved, Measured
from desktop_crm.process.model import (
    Activity,
    Channel,
    Choice,
    Direction,
    Duty,
    Event,
    Family,
    Item,
    ItemType,
    Ksf,
    Model,
    Responsibility,
    Role,
    Use,
)
from desktop_crm.process.toml_form import read, read_file
from tests.process.small_model import CLAIM, SMALL, Change, a, a_step, also, process, steps


def found(model: Model, code: str, measured: Measured | None = None) -> list[tuple[str, str]]:
    """The weights and places of the findings with a code."""
    seen = check(model) if measured is None else check(model, measured)
    return [(str(one.severity), one.place) for one in seen if one.code == code]


def asking(name: str, kind: ItemType = ItemType.TEXT, **more: object) -> Change:
    """Let the assessment ask for one more item."""

    def change(model: Model) -> Model:
        item = replace(Item("more", name, kind), **more)  # type: ignore[arg-type]
        return also("uses", Use("assess", "more", Direction.OUTPUT))(also("items", item)(model))

    return change


def test_the_sample_company_has_few_remarks_each_with_a_reason() -> None:
    seen = check(read_file(resources() / "sample" / "model.toml"))

    assert {one.code for one in seen} == {"unused-output", "two-responsible"}
    assert len(seen) <= 9
    assert {one.severity for one in seen} == {Severity.ADVICE}


# Asked twice ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("Date of birth", "Birth date", True),
        ("Telephone number of the customer", "Telephone number", True),
        ("Réason of refusal", "Reason of refusal", True),
        ("Address line 1", "Address line 2", False),
        ("Estimated damage", "Assessed damage", False),
        ("Licence plate", "Licence number", False),
        ("E-mail of the repairer", "Preferred repairer", False),
        ("…", "—", False),
    ],
)
def test_the_same_fact_under_two_names_is_found_by_its_words(first: str, second: str, alike: bool) -> None:
    model = asking(first)(a("items", "verdict", name=second)(read(SMALL)))
    assert found(model, "asked-twice") == ([("advice", "item more")] if alike else [])


def test_what_is_imported_or_asked_by_nobody_is_not_asked_twice() -> None:
    imported = asking("Verdict", master="Policies")(read(SMALL))
    idle = also("items", Item("more", "Verdict", ItemType.TEXT))(read(SMALL))
    assert found(imported, "asked-twice") == found(idle, "asked-twice") == []


def test_two_choices_of_the_same_answers_need_to_be_less_alike_and_other_types_more() -> None:
    answers = (Choice("car", "Car"), Choice("home", "Home"))
    kind = a("items", "kind", name="Kind of damage")(read(SMALL))
    assert found(asking("Kinds of damages", ItemType.CHOICE, choices=answers)(kind), "asked-twice")
    assert found(asking("Kinds of damages", ItemType.NUMBER)(kind), "asked-twice") == []
    assert found(asking("Kind of damage", ItemType.NUMBER)(kind), "asked-twice")


def test_numbers_are_told_apart_from_words() -> None:
    assert plain_words("The Step 2 of 10") == ("10 2 step", ("10", "2"))


def test_an_activity_under_two_names_is_found_by_its_words_or_by_what_it_does() -> None:
    model = read(SMALL)
    named = also("activities", Activity("again", "To assess"))(model)
    assert found(named, "same-activity") == [("advice", "activity again")]

    twin = [replace(one, activity="twin") for one in model.uses if one.activity == "assess"]
    more = (Use("assess", "covered", Direction.OUTPUT), Use("twin", "covered", Direction.OUTPUT))
    working = also("activities", Activity("twin", "Look into it"))(also("uses", *twin, *more)(model))
    assert found(working, "same-activity") == [("advice", "activity twin")]
    fewer = also("activities", Activity("twin", "Look into it"))(also("uses", *twin, more[0])(model))
    assert found(fewer, "same-activity") == []


# Who is in charge -------------------------------------------------------------------------------------


def test_two_roles_that_no_limit_tells_apart_leave_open_who_is_in_charge() -> None:
    model = read(SMALL)
    both = also("responsibilities", Responsibility("claims", "tell", Duty.RESPONSIBLE))(model)
    assert found(model, "two-responsible") == []
    assert found(both, "two-responsible") == [("advice", "activity tell")]


def test_roles_that_share_much_work_as_one_and_whoever_the_customer_reaches_takes_it() -> None:
    model = read(SMALL)
    first = also("responsibilities", Responsibility("claims", "take", Duty.RESPONSIBLE))(model)
    assert found(first, "two-responsible") == []
    for code in ("one", "two"):
        model = also("activities", Activity(code, f"{code} more"))(model)
        cells = (Responsibility(role, code, Duty.RESPONSIBLE) for role in ("front", "claims"))
        model = also("responsibilities", *cells)(model)
    assert len(found(model, "two-responsible")) == 2
    habit = also("responsibilities", Responsibility("claims", "tell", Duty.RESPONSIBLE))(model)
    assert found(habit, "two-responsible") == []


def test_a_role_that_does_everything_is_told_when_there_are_others() -> None:
    model = read(SMALL)
    names = ["Greet", "Weigh", "Paint", "Dig"]
    model = also("activities", *(Activity(name.lower(), name) for name in names))(model)
    cells = [Responsibility("front", name.lower(), Duty.RESPONSIBLE) for name in names]
    everything = also("responsibilities", *cells)(model)

    assert found(everything, "role-does-all") == [("warning", "role front")]
    shared = also("responsibilities", *(replace(one, role="claims") for one in cells[:2]), *cells[2:])(model)
    assert found(shared, "role-does-all") == []


# What customers said ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "text", "product"),
    [
        ("grade", "The policy has to be cheap and complete.", True),
        ("grade", "Wees vriendelijk, ook als het nee is.", False),
        ("grade", "Listen to me.", False),
        ("response", "The quality of the policy.", False),
    ],
)
def test_a_list_of_product_features_alone_misses_the_relationship(
    measure: str, text: str, product: bool
) -> None:
    ksf = Ksf("good", "Good", text, measure, norm_grade=8.0, calendar="office", evidence="Panel")
    model = replace(read(SMALL), ksfs=(ksf,))
    assert found(model, "only-product") == ([("warning", "ksf good")] if product else [])


def test_a_process_begins_and_ends_with_a_customer() -> None:
    model = also("channels", Channel("hall", "Hall", Family.INTERNAL))(read(SMALL))
    inside = process(starting=Event("Asked", "in", ("hall",)))(model)
    mixed = process(starting=Event("Asked", "in", ("hall", "telephone")))(model)
    assert found(inside, "no-customer-contact") == [("warning", CLAIM)]
    assert found(mixed, "no-customer-contact") == []

    contact = model.activity["tell"].contact
    assert contact is not None
    told = a("activities", "tell", contact=replace(contact, channel="hall"))(model)
    assert found(told, "no-customer-contact") == [("warning", f"{CLAIM}, step tell")]


# In which order ---------------------------------------------------------------------------------------


def row(*, needs: str = "", registers: str = "covered") -> Model:
    """The small model with a row of two steps, the second of which needs an item or not."""
    model = steps(
        a_step("take", "check", activity="take"), a_step("check", "judge", activity="check"),
        a_step("judge", "tell", activity="judge"),
    )(read(SMALL))  # fmt: skip
    model = replace(model, processes=(replace(model.processes[0], steps=tuple(
        one for one in model.processes[0].steps if one.code != "assess")),))  # fmt: skip
    uses = [Use("check", registers, Direction.OUTPUT), Use("check", "covered", Direction.INPUT),
            Use("judge", "verdict", Direction.OUTPUT)]  # fmt: skip
    if needs:
        uses.append(Use("judge", needs, Direction.INPUT))
    model = also("uses", *uses)(
        also("activities", Activity("check", "Check"), Activity("judge", "Judge"))(model)
    )
    return also("roles", Role("third", "Third"))(model)


def test_steps_in_a_row_that_exchange_nothing_could_be_done_side_by_side() -> None:
    assert found(row(), "could-be-parallel") == [("advice", f"{CLAIM}, step judge")]
    assert found(row(needs="damage"), "could-be-parallel") == [("advice", f"{CLAIM}, step judge")]
    assert found(row(needs="covered"), "could-be-parallel") == []
    assert found(row(registers="verdict"), "could-be-parallel") == []


# What was measured ------------------------------------------------------------------------------------


def test_a_norm_shorter_than_the_fastest_case_was_never_reached() -> None:
    model = read(SMALL)
    norm = model.ksfs[0].norm_seconds
    assert norm is not None

    def of(best: int, count: int = 5) -> list[tuple[str, str]]:
        measured = Measured(achieved={("claim", "settled"): Achieved(best, count)})
        return found(model, "norm-never-reached", measured)

    assert of(norm + 1) == [("warning", f"{CLAIM}, ksf settled")]
    assert of(norm) == of(norm + 1, count=4) == []


def test_what_was_collected_and_shown_to_nobody_need_not_be_asked() -> None:
    def of(**shown: frozenset[str]) -> list[tuple[str, str]]:
        counted = Measured(collected={"verdict": 12, "damage": 12, "kind": 0}, shown=shown)
        return found(read(SMALL), "never-read", counted)

    assert of() == [("advice", "item verdict")]  # the damage limits an authority
    assert of(verdict=frozenset({"take"})) == [("advice", "item verdict")]
    assert of(verdict=frozenset({"tell"})) == []
