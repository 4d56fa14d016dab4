"""What is asked, answered, put off, filled in and corrected, and whose authority a value is within."""

from __future__ import annotations

import pytest

from desktop_crm.core.errors import Conflict, Invalid, NotFound, Refused
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.workflow.reads_activity import activity_view
from desktop_crm.workflow.values import Answer, AnswerKind, FileGiven, read_known
from tests.workflow.builders import ACase, Office, refused

LATER, UNKNOWN = Answer(AnswerKind.LATER, "the papers are at home"), Answer(AnswerKind.UNKNOWN)


def known(office: Office, case: ACase, item: str) -> tuple[str | None, bool, str]:
    """What is registered for an item as the case sees it: content, whether it may be filled in, source."""
    with office.looking() as view:
        model = office.plans.of(view, case.head.version).model
        found = read_known(view, case.head, model.item[item])
        assert found is not None
        return found.content, found.valid(model.item[item], office.now), found.source


def test_a_required_field_must_be_answered_and_is_named(office: Office) -> None:
    case = office.a_case().at("register")
    said = refused(lambda: case.done("register", damage=""), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "damage"
    assert "Damage" in said.sentence
    assert case.state("register") == "offered"
    assert case.values("plate") == []


def test_a_field_is_required_only_while_its_conditions_hold(office: Office) -> None:
    glass, theft = office.a_case().at("register"), office.a_case(customer="Firm").at("register")
    glass.done("register", kind="glass", police="")
    said = refused(lambda: theft.done("register", kind="theft", police=""), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "police"
    theft.done("register", kind="theft", police="yes")


@pytest.mark.parametrize("kind", [AnswerKind.UNKNOWN, AnswerKind.REFUSED, AnswerKind.NOT_APPLICABLE])
def test_a_required_prompt_is_answered_without_a_value_and_counted(office: Office, kind: AnswerKind) -> None:
    case = office.a_case().at("register")
    case.done("register", plate=Answer(kind, "a trailer"))
    assert case.values("plate") == [(None, str(kind))]
    counted = office.ask("SELECT answer, reason, count(*) FROM item_value WHERE item = 'plate' GROUP BY 1, 2")
    assert counted == [(str(kind), "a trailer", 1)]
    case.at("tell", plate="").done("tell")
    assert case.row("status") == ("concluded",)


def test_what_was_put_off_comes_back_before_the_conclusion(office: Office) -> None:
    case = office.a_case().at("check")
    case.done("check", covered="no", plate=LATER)
    said = refused(lambda: case.done("tell"), Refused)
    assert "Licence plate" in said.sentence
    said = refused(lambda: office.desk("anouk").cases.conclude(case=case.id, channel="telephone"))
    assert case.row("status") == ("running",)
    case.done("tell", plate="12-AB-34")
    assert case.row("status") == ("concluded",)
    assert case.values("plate")[-2:] == [(None, "later"), ("12-AB-34", "value")]


def test_what_was_put_off_can_be_answered_in_any_window_or_as_a_correction(office: Office) -> None:
    one, two = office.a_case(), office.a_case(customer="Firm")
    one.at("register").done("register", damage=LATER)
    one.done("check", damage="10.00 EUR", plate="12-AB-34")
    two.at("register").done("register", damage=LATER)
    office.desk("anouk").steering.correct(case=two.id, item="damage", value="10.00 EUR")
    assert one.values("damage")[-1] == two.values("damage")[-1] == ("10.00 EUR", "value")


def test_what_was_put_off_counts_as_answered_where_another_case_of_the_customer_answered_it(
    office: Office,
) -> None:
    case = office.a_case().at("check")
    case.done("check", covered="no", plate=LATER)
    refused(lambda: case.done("tell"), Refused)
    other = office.a_case().at("register")
    other.done("register", plate="12-AB-34")
    assert "plate" not in settles(office, case)
    case.done("tell")
    assert case.head.status == "concluded"


def test_what_was_put_off_still_waits_where_another_case_gave_no_value_or_one_too_old(office: Office) -> None:
    case = office.a_case().at("check")
    case.done("check", covered="no", plate=LATER)
    other = office.a_case().at("register")
    other.done("register", plate=LATER)
    assert "plate" in settles(office, case)
    refused(lambda: case.done("tell"), Refused)
    other.done("check", plate="12-AB-34", covered="no")
    office.wait(days=366)
    assert "plate" in settles(office, case)
    refused(lambda: case.done("tell"), Refused)
    case.done("tell", plate="56-CD-78")
    assert case.head.status == "concluded"


def settles(office: Office, case: ACase) -> list[str]:
    """The fields of the concluding window that must still be answered."""
    with office.looking() as view:
        seen = activity_view(view, office.plans, office.people["anouk"], case.item("tell"), office.now)
    return [line.item.code for line in seen.outputs if line.settles]


def test_what_was_put_off_is_asked_again_where_it_is_required_again(office: Office) -> None:
    case = office.a_case().at("register")
    case.done("register", plate=LATER)
    said = refused(lambda: case.done("check", plate=""), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "plate"


def test_a_window_takes_only_what_it_asks_for(office: Office) -> None:
    case = office.a_case().at("check")
    refused(lambda: case.done("check", repairer="Garage Bos"), Invalid)
    refused(lambda: case.done("check", nonsense="x"), Invalid)
    assert case.values("repairer") == []


def test_what_another_system_keeps_up_is_read_only(office: Office) -> None:
    case = office.a_case().at("register")
    said = refused(lambda: case.done("register", premium="1.00 EUR"), Invalid)
    assert "Policy administration" in said.sentence
    said = refused(
        lambda: office.desk("anouk").steering.correct(case=case.id, item="premium", value="1.00 EUR")
    )
    assert "Policy administration" in said.sentence


def test_a_value_that_can_not_be_names_its_field(office: Office) -> None:
    case = office.a_case().at("register")
    for item, typed in (("damage", "a lot"), ("kind", "flood"), ("police", "perhaps"), ("plate", "\0")):
        said = refused(lambda item=item, typed=typed: case.done("register", **{item: typed}), Invalid)
        assert isinstance(said, Invalid)
        assert said.where == item
    assert case.state("register") == "offered"


def test_a_customer_s_fact_is_asked_once(office: Office) -> None:
    office.a_case().at("register").done("register", plate="12-AB-34")
    office.wait(days=30)
    later = office.a_case().at("register")
    assert known(office, later, "plate") == ("12-AB-34", True, "register")
    later.done("register", plate="")
    assert later.values("plate") == []
    assert set(later.live) == {"check"}


def test_a_fact_that_outlived_its_validity_is_asked_again(office: Office) -> None:
    office.a_case().at("register").done("register", plate="12-AB-34")
    office.wait(days=365)
    later = office.a_case().at("register")
    assert known(office, later, "plate") == ("12-AB-34", False, "register")
    said = refused(lambda: later.done("register", plate=""), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "plate"


def test_confirming_a_fact_makes_it_fresh(office: Office) -> None:
    office.a_case().at("register").done("register", plate="12-AB-34")
    office.wait(days=300)
    office.a_case().at("register").done("register", plate="12-AB-34")
    office.wait(days=300)
    assert known(office, office.a_case(), "plate") == ("12-AB-34", True, "register")


def test_a_case_s_own_fact_is_nobody_else_s(office: Office) -> None:
    office.a_case().at("register").done("register", damage="10.00 EUR")
    said = refused(lambda: office.a_case().at("register").done("register", damage=""), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "damage"


def test_an_answer_without_a_value_is_not_filled_in_elsewhere(office: Office) -> None:
    office.a_case().at("register").done("register", plate=UNKNOWN)
    refused(lambda: office.a_case().at("register").done("register", plate=""), Invalid)


def test_a_corrected_value_keeps_the_old_one(office: Office) -> None:
    case = office.a_case().at("check", plate="12-AB-34")
    office.wait(days=1)
    office.desk("tim").steering.correct(case=case.id, item="plate", value="34-CD-56")
    assert case.values("plate") == [("12-AB-34", "value"), ("34-CD-56", "value")]
    ((replaced,),) = office.ask(
        "SELECT old.content FROM item_value AS new JOIN item_value AS old ON old.id = new.replaces_id"
    )
    assert replaced == "12-AB-34"
    assert set(case.live) == {"check"}


def test_an_ended_case_can_be_corrected(office: Office) -> None:
    case = office.a_case().concluded()
    office.desk("anouk").steering.correct(case=case.id, item="outcome", value="paid in full")
    assert case.values("outcome")[-1] == ("paid in full", "value")


def test_who_registers_an_item_nowhere_does_not_correct_it(office: Office) -> None:
    case = office.a_case().at("check")
    correct = office.desk("joost").steering.correct
    said = refused(lambda: correct(case=case.id, item="words", value="it was me"), Refused)
    assert "In the customer's words" in said.sentence


def test_a_correction_stays_within_the_authority_of_who_makes_it(office: Office) -> None:
    case = office.a_case().at("assess", damage="800.00 EUR")
    joost = office.desk("joost").steering
    refused(lambda: joost.correct(case=case.id, item="damage", value="9000.00 EUR"), Refused)
    joost.correct(case=case.id, item="damage", value="4000.00 EUR")
    office.desk("saar").steering.correct(case=case.id, item="damage", value="9000.00 EUR")
    assert case.values("damage")[-1] == ("9000.00 EUR", "value")


def test_a_correction_needs_something_to_correct(office: Office) -> None:
    case = office.a_case()
    correct = office.desk("anouk").steering.correct
    refused(lambda: correct(case=case.id, item="plate", value="x"), Refused)
    refused(lambda: correct(case=case.id, item="nonsense", value="x"), Invalid)
    refused(lambda: correct(case=case.id, item="plate"), Invalid)


def test_a_file_is_kept_with_its_value(office: Office) -> None:
    case = office.a_case().at("register")
    case.done("register", photo=FileGiven("dent 1.png", b"\x89PNG", "image/png"))
    ((content, _kind),) = case.values("photo")
    assert content.endswith("/dent 1.png")
    assert office.ask("SELECT name, media_type, size, content FROM attachment") == [
        ("dent 1.png", "image/png", 4, b"\x89PNG")
    ]


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "x" * 256])
def test_a_file_s_name_that_can_not_be_kept_is_refused(office: Office, name: str) -> None:
    case = office.a_case().at("register")
    said = refused(lambda: case.done("register", photo=FileGiven(name, b"x")), Invalid)
    assert isinstance(said, Invalid)
    assert said.where == "photo"
    assert office.ask("SELECT count(*) FROM attachment") == [(0,)]


def test_an_amount_above_the_authority_of_a_role_goes_to_the_one_above(office: Office) -> None:
    small, large = office.a_case().at("register"), office.a_case(customer="Firm").at("register")
    small.done("register", damage="5000.00 EUR")
    large.done("register", damage="5000.01 EUR")
    assert small.at("assess").live["assess"].item.role == "claims"
    assert large.at("assess").live["assess"].item.role == "senior"


def test_a_category_outside_the_authority_of_a_role_goes_to_the_one_above(office: Office) -> None:
    theft, other = office.a_case(), office.a_case(customer="Firm")
    assert theft.at("decide", kind="theft").live["decide"].item.role == "senior"
    assert other.at("decide").live["decide"].item.role == "claims"


def test_completing_above_one_s_authority_is_refused_and_names_who_may(office: Office) -> None:
    case = office.a_case().at("assess", damage="800.00 EUR")
    said = refused(lambda: case.done("assess", by="joost", damage="7500.00 EUR"), Refused)
    assert "Senior claims" in said.sentence
    assert case.values("report") == []
    assert case.state("assess") == "offered"
    case.done("assess", by="saar", damage="7500.00 EUR")


def test_a_currency_that_is_not_compared_is_above_nobody_s_limit_silently(office: Office) -> None:
    case = office.a_case().at("assess", damage="800.00 EUR")
    refused(lambda: case.done("assess", by="joost", damage="800.00 USD"), Refused)


def test_an_anonymous_case_goes_on_until_a_step_needs_the_customer(office: Office) -> None:
    case = office.a_case(customer=None).at("register")
    said = refused(lambda: case.done("register"), Refused)
    assert "Register the damage" in said.sentence
    assert case.values("plate") == []
    office.desk("anouk").steering.identify(case=case.id, customer=office.customers["Anna"])
    case.done("register")
    assert set(case.live) == {"check"}


def test_all_that_an_anonymous_case_gathered_becomes_the_customer_s(office: Office) -> None:
    case = office.a_case(customer=None, asks=["When?"], promise=office.now, channel="email")
    case.done("receive", address="anna@example.nl")
    office.desk("anouk").steering.identify(case=case.id, customer=office.customers["Anna"])
    anna = office.customers["Anna"].bytes
    for table in (
        "crm_case",
        "work_item",
        "case_event",
        "item_value",
        "promise",
        "clock",
        "contact",
        "question",
    ):
        owners = office.ask(f"SELECT DISTINCT customer_id FROM {table}")
        assert owners == [(anna,)], table
    assert known(office, office.a_case(), "address") == ("anna@example.nl", True, "receive")


def test_the_norms_of_the_customer_s_segment_hold_from_the_identification_on(office: Office) -> None:
    case = office.a_case(customer=None, channel="email", asks=["When?"])
    assert not any(name.startswith("firms") for name in case.clocks)
    office.desk("anouk").steering.identify(case=case.id, customer=office.customers["Firm"])
    assert case.clocks["firms/question"].started == office.now
    assert case.stored_clocks("firms") == [("question", "running")]


def test_a_case_has_one_customer(office: Office) -> None:
    case = office.a_case(customer=None)
    identify = office.desk("anouk").steering.identify
    refused(lambda: identify(case=case.id, customer=CustomerId(new_id())), NotFound)
    identify(case=case.id, customer=office.customers["Anna"])
    before = len(case.events)
    identify(case=case.id, customer=office.customers["Anna"])
    assert len(case.events) == before
    refused(lambda: identify(case=case.id, customer=office.customers["Firm"]), Conflict)
