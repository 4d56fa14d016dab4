"""What a journal says was erased goes again, in a file and on a server, as one customer and all their parts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import new_id
from desktop_crm.customers.reads import customer_head, find_reference
from desktop_crm.privacy.journal import Gone, append, of_record, read_journal
from desktop_crm.privacy.record import Kind
from desktop_crm.store.server.address import Address
from tests.workflow.builders import Office, refused
from tests.workflow.lives import MARK, Life
from tests.workflow.test_erasing import everything

pytestmark = pytest.mark.server_in_soak


def written(office: Office, file: Path, *people: str, what: str = "", before: str = "") -> Gone:
    """A journal that says people were erased in a time that this store never saw."""
    ids = tuple(office.customers[name] for name in people)
    gone = Gone(new_id(), office.store.replica, ids, office.now, what, before)
    append(file, [gone])
    return gone


def test_everybody_who_was_found_to_be_one_goes_again_though_they_are_two_here(
    office: Office, tmp_path: Path
) -> None:
    life, file = Life(office), tmp_path / "journal"
    life.person("jan")
    life.person("again")
    gone = written(office, file, "jan", "again")
    service = life.privacy.again
    assert service.to_erase_again(file=file).erasures == (gone,)
    done = service.erase_again(file=file)
    assert (len(done.numbers), done.waiting) == (1, ())
    assert everything(office) == ""
    with office.looking() as view:
        refused(lambda: find_reference(view, done.numbers[0]), NotFound)
        (act,) = of_record(view, office.store.replica)
    assert set(act.people) == set(gone.people)
    assert service.to_erase_again(file=file).erasures == ()
    assert life.privacy.record()[0].detail["again"] == str(gone.act)


@pytest.mark.parametrize(("days", "left"), [(1, 0), (-1, 1)])
def test_words_past_their_period_go_again_and_later_ones_stay(
    office: Office, tmp_path: Path, days: int, left: int
) -> None:
    life, file = Life(office), tmp_path / "journal"
    jan = life.person("jan")
    written(office, file, "jan", what="words", before=(office.now + timedelta(days=days)).isoformat())
    life.privacy.again.erase_again(file=file)
    said = office.ask(f"SELECT count(*) FROM contact WHERE text LIKE '%{MARK}%'")
    assert (said[0][0] > 0) == bool(left)
    with office.looking() as view:
        assert customer_head(view, jan)[0].name
    assert life.privacy.record()[0].kind is Kind.AGED


def test_whose_case_runs_here_again_waits_and_the_next_one_goes(office: Office, tmp_path: Path) -> None:
    office.a_case()
    life, file = Life(office), tmp_path / "journal"
    life.person("jan")
    written(office, file, "Anna")
    written(office, file, "jan")
    done = life.privacy.again.erase_again(file=file)
    assert len(done.numbers) == 1
    assert "is running" in done.waiting[0]
    assert len(life.privacy.again.to_erase_again(file=file).erasures) == 1


def test_it_asks_for_the_power_to_erase(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "journal"
    written(office, file, "Anna")
    refused(lambda: Life(office, "anouk").privacy.again.erase_again(file=file), Refused)


def test_every_erasure_stands_in_the_journal_or_its_place_is_asked_for(
    office: Office, tmp_path: Path
) -> None:
    life = Life(office)
    done = life.privacy.erase(customer=life.person("jan"))
    assert done.noted
    place = office.store.location
    if isinstance(place, Address):
        refused(life.privacy.again.keep_journal, Invalid)
        place = tmp_path / "journal"
        assert life.privacy.again.keep_journal(file=place) == 1
    else:
        place = place.with_name(place.name + ".erasures")
    (gone,) = read_journal(place, office.store.replica).erasures
    assert gone.people == (office.customers["jan"],)
    assert MARK not in place.read_text(encoding="utf-8")
