"""An office and its desks: what the windows and the command line are handed."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.bootstrap import Desk, open_office, open_or_create_office
from desktop_crm.core.errors import Refused, StoreProblem
from desktop_crm.founding import making_office
from tests.cli.run import PASSWORD


def test_the_first_start_makes_a_store_the_second_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "office.store"
    first = open_or_create_office(path)
    assert first.is_new()
    first.make_first_administrator(name="Ada Min", login="ada", password=PASSWORD)
    first.close()
    second = open_or_create_office(path)
    assert not second.is_new()
    assert second.log_in("ada", PASSWORD).actor.name == "Ada Min"
    second.close()


def test_a_desk_has_every_service_bound_to_whoever_logged_in(sample: Path) -> None:
    office = open_office(sample)
    desk = office.log_in("anouk", PASSWORD)
    names = [
        name
        for name, kind in vars(Desk).items()
        if type(kind).__name__ == "cached_property" and name[0] != "_"
    ]
    assert len(names) >= 9
    for name in names:
        service = getattr(desk, name)
        actor = getattr(service, "actor", None) or service.acting.actor
        assert actor == desk.actor
    office.close()


def test_passwords_are_changed_and_administrators_recovered_through_the_office(tmp_path: Path) -> None:
    office = open_or_create_office(tmp_path / "a.store")
    key = office.make_first_administrator(name="Ada", login="ada", password=PASSWORD)
    actor = office.log_in("ada", PASSWORD).actor
    office.change_password(actor, old=PASSWORD, new="a brand new password")
    assert not office.must_change_password(actor)
    assert office.recover_administrator(login="ada", key=key, new="yet another password") != key
    with pytest.raises(Refused):
        office.log_in("ada", "a brand new password")
    assert office.log_in("ada", "yet another password").actor == actor
    office.close()


def test_an_office_that_is_not_finished_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.store"

    def fail() -> None:
        with making_office(path) as office:
            office.make_first_administrator(name="Ada", login="ada", password=PASSWORD)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["postgresql://host/db", "", " "])
def test_a_kind_of_store_that_this_release_lacks_is_refused(place: str) -> None:
    with pytest.raises(StoreProblem):
        open_office(place)
