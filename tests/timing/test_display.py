"""What a clock's chip says between two judgements: time alone moves it."""

import pytest

from desktop_crm.timing.display import Display, display, seconds_left, warn_at
from desktop_crm.timing.model import Judged, Measure, Target
from tests.timing.builders import HOUR, a_case, at, norm

FIVE_HOURS = norm(Measure.REACTION, 5)


def shown(now: str, **options: float) -> Display:
    """Show a reaction of Monday 10:00 (norm five hours), judged at once."""
    clock = a_case().message("mon 10:00").clock(FIVE_HOURS, "mon 10:00")
    return display(clock, at(now), **options)


def test_a_clock_runs_then_is_at_risk_then_overdue() -> None:
    assert shown("mon 13:59") is Display.RUNNING
    assert shown("mon 14:00") is Display.AT_RISK
    assert shown("mon 15:00") is Display.AT_RISK
    assert shown("mon 15:01") is Display.OVERDUE


def test_the_part_at_which_a_clock_is_at_risk_can_be_chosen() -> None:
    assert shown("mon 13:00", at_risk_part=0.5) is Display.AT_RISK


def test_a_clock_is_at_risk_when_the_remaining_work_usually_takes_longer_than_what_is_left() -> None:
    assert shown("mon 11:00", remaining_work_seconds=4 * HOUR) is Display.AT_RISK
    assert shown("mon 14:30", remaining_work_seconds=HOUR / 4) is Display.RUNNING


def test_a_running_clock_is_out_of_hours_while_the_calendar_is_closed() -> None:
    clock = a_case().message("mon 16:00").clock(FIVE_HOURS, "mon 16:00")

    assert display(clock, at("mon 20:00")) is Display.OUT_OF_HOURS
    assert display(clock, at("tue 09:00")) is Display.RUNNING


def test_a_clock_of_the_customers_time_is_never_out_of_hours() -> None:
    target = norm(Measure.REACTION, 24, judged=Judged.CUSTOMER)
    clock = a_case().message("mon 16:00").clock(target, "mon 16:00")

    assert display(clock, at("mon 20:00")) is Display.RUNNING
    assert seconds_left(clock, at("mon 20:00")) == 20 * HOUR


def test_a_stopped_clock_shows_its_verdict() -> None:
    met = a_case().message("mon 10:00").we_reply("mon 11:00").clock(FIVE_HOURS, "mon 12:00")
    missed = a_case().message("mon 10:00").we_reply("mon 16:00").clock(FIVE_HOURS, "tue 12:00")

    assert display(met, at("fri 12:00")) is Display.MET
    assert display(missed, at("fri 12:00")) is Display.MISSED
    assert seconds_left(met, at("fri 12:00")) == 4 * HOUR


def test_a_paused_clock_shows_what_was_left() -> None:
    case = a_case().call("mon 10:00").waits("mon 12:00", until="fri 12:00")
    clock = case.clock(norm(Measure.THROUGHPUT, 5), "mon 13:00")

    assert display(clock, at("wed 12:00")) is Display.PAUSED
    assert seconds_left(clock, at("wed 12:00")) == 3 * HOUR
    assert warn_at(clock) is None


def test_a_promise_is_at_risk_in_the_last_part_of_its_time() -> None:
    case = a_case().call("mon 10:00").promised("mon 10:00", until="mon 20:00")
    clock = case.clock(Target("kept", Measure.PROMISE_KEPT), "mon 10:00")

    assert warn_at(clock) == at("mon 18:00")
    assert display(clock, at("mon 17:59")) is Display.RUNNING
    assert display(clock, at("mon 18:00")) is Display.AT_RISK


def test_a_clock_without_a_norm_of_time_has_nothing_left_and_nothing_due() -> None:
    case = a_case().call("mon 10:00").asks("mon 10:00")
    clock = case.clock(Target("first", Measure.FIRST_CONTACT_RESOLUTION), "mon 10:00")

    assert seconds_left(clock, at("mon 12:00")) is None
    assert warn_at(clock) is None
    assert display(clock, at("mon 12:00")) is Display.RUNNING


@pytest.mark.parametrize(
    ("options", "moment"), [({}, "mon 14:00"), ({"remaining_work_seconds": 7200}, "mon 13:00")]
)
def test_the_warning_comes_when_the_clock_comes_to_be_at_risk(options: dict[str, float], moment: str) -> None:
    clock = a_case().message("mon 10:00").clock(FIVE_HOURS, "mon 10:00")

    assert warn_at(clock, **options) == at(moment)
    assert display(clock, at(moment), **options) is Display.AT_RISK


def test_a_clock_that_has_not_started_shows_so() -> None:
    clock = a_case().clock(FIVE_HOURS, "mon 10:00")

    assert display(clock, at("mon 12:00")) is Display.NOT_STARTED
    assert (seconds_left(clock, at("mon 12:00")), warn_at(clock)) == (None, None)
