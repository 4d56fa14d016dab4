"""The narrowest norm holds, and the choice is explained."""

from desktop_crm.timing.choice import choose_targets
from desktop_crm.timing.model import Measure, Target
from tests.timing.builders import norm


def _response(hours: int, **conditions: str) -> Target:
    return norm(Measure.RESPONSE, hours, **conditions)


EVERYBODY = _response(8)


def test_a_norm_without_conditions_holds_for_everybody() -> None:
    (choice,) = choose_targets([EVERYBODY], segment="business", channel="phone", customer="C-1")

    assert choice.target is EVERYBODY
    assert choice.because == "This norm holds for everybody; no narrower one applies here."


def test_a_norm_whose_conditions_fail_does_not_hold() -> None:
    assert choose_targets([_response(4, segment="business")], segment="private") == ()


def test_the_norm_for_a_customer_is_narrower_than_that_for_a_segment_and_a_channel() -> None:
    channel, segment, customer = (
        _response(6, channel="phone"),
        _response(4, segment="business"),
        _response(9, customer="C-1"),
    )
    targets = [EVERYBODY, channel, segment, customer]

    def chosen(**case: str) -> Target:
        (choice,) = choose_targets(targets, **case)
        return choice.target

    assert chosen(segment="business", channel="phone", customer="C-1") is customer
    assert chosen(segment="business", channel="phone", customer="C-2") is segment
    assert chosen(segment="private", channel="phone", customer="C-2") is channel
    assert chosen(segment="private", channel="letter", customer="C-2") is EVERYBODY


def test_more_conditions_are_narrower_and_the_sentence_names_them() -> None:
    both = _response(5, segment="business", channel="phone")

    (choice,) = choose_targets([both, _response(4, segment="business")], segment="business", channel="phone")

    assert choice.target is both
    assert choice.because == (
        "This norm is the one for segment business · channel phone,"
        " and so narrower than 1 more that would apply."
    )


def test_of_equally_narrow_norms_the_stricter_holds() -> None:
    strict = _response(2, segment="business")

    (choice,) = choose_targets([_response(4, segment="business"), strict], segment="business")

    assert choice.target is strict


def test_each_key_success_factor_gets_a_choice_of_its_own() -> None:
    other = Target("other", Measure.PROMISE_KEPT)

    assert [choice.target.ksf for choice in choose_targets([EVERYBODY, other])] == ["ksf", "other"]
