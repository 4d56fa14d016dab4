"""On what terms a file comes in, and taking a whole import back: who was added goes, what was changed returns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop_crm.core.errors import Conflict, NotFound, Refused
from desktop_crm.core.ids import CustomerId, new_id
from desktop_crm.customers.data import CustomerData, PointData
from desktop_crm.customers.imports import read_runs
from desktop_crm.customers.intake import IntakeService
from desktop_crm.customers.points import PointKind
from desktop_crm.customers.stored import StoredCustomer, all_customers, read_relations
from desktop_crm.customers.terms import Match, Mode, Terms
from desktop_crm.exchange import reading
from desktop_crm.exchange.importing import ImportReport, import_file
from desktop_crm.store.find import find
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, unpublished

Bring = Callable[..., ImportReport]
HEAD = "Number,Reference,Given name,Family name,Birth date,Phone,E-mail,Town\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    return str(request.param)


@pytest.fixture
def bring(intake: IntakeService, tmp_path: Path) -> Bring:
    """Imports lines under `HEAD`."""

    def go(
        *lines: str, match: Match = Match.SURE, mode: Mode = Mode.BOTH, trial: bool = False
    ) -> ImportReport:
        path = tmp_path / "list.csv"
        path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
        return import_file(intake, path, terms=Terms(match, mode), dry_run=trial)

    return go


def stored(store: Store) -> list[StoredCustomer]:
    with store.read() as view:
        return list(all_customers(view))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected_count


JAN = CustomerData(
    given="Jan",
    family="Smit",
    reference="R1",
    birth_date=date(1970, 2, 3),
    points=(
        PointData(PointKind.PHONE, "038 421 77 06"),
        PointData(PointKind.EMAIL, "Jan@Example.nl"),
    ),
)


@pytest.mark.parametrize(
    ("match", "line"),
    [
        (Match.NUMBER, "000001,,Johan,Smit,,,,Zwolle"),
        (Match.REFERENCE, ",R1,Johan,Smit,,,,Zwolle"),
        (Match.EMAIL, ",,Johan,Smit,,,jan@example.nl,Zwolle"),
        (Match.PHONE, ",,Johan,Smit,,+31 38 4217706,,Zwolle"),
        (Match.NAME, ",,Jan,Smit,1970-02-03,,,Zwolle"),
    ],
)
@pytest.mark.server_in_soak
def test_somebody_is_recognised_by_the_rule_that_was_chosen(
    bring: Bring, store: Store, match: Match, line: str
) -> None:
    customers_of(store).add_customer(data=JAN)
    assert counts(bring(line, match=match, trial=True)) == (0, 1, 0, 0)
    assert counts(bring(line, match=match)) == (0, 1, 0, 0)
    (customer,) = stored(store)
    assert [one.town for one in customer.data.addresses] == ["Zwolle"]
    customers_of(store, an_employee(store, "els")).change_customer(
        customer=customer.id, changes={"reference": "", "points": (), "given": "Joop", "birth_date": None}
    )
    assert counts(bring(line, match=match)) == (0, 0, 1, 0)


@pytest.mark.server_in_soak
def test_two_of_one_address_are_refused_under_the_rule_that_goes_by_it(bring: Bring, store: Store) -> None:
    service = customers_of(store)
    for given in ("Jan", "Els"):
        service.add_customer(
            data=CustomerData(given=given, points=(PointData(PointKind.EMAIL, "thuis@example.nl"),))
        )
    (refused,) = bring(",,Jan,,,,thuis@example.nl,", match=Match.EMAIL).rejected
    assert "not sure who is meant" in refused.reason


def test_only_who_is_new_is_added_or_only_who_is_known_brought_up_to_date(bring: Bring, store: Store) -> None:
    customers_of(store).add_customer(data=JAN)
    known, new = ",R1,Jan,Smit,,,,Hattem", ",R2,Els,Boer,,,,Zwolle"
    for trial in (True, False):
        assert counts(bring(known, new, mode=Mode.CREATE, trial=trial)) == (1, 0, 1, 0)
    assert stored(store)[0].data.addresses == ()
    other = ",R3,Kees,Bos,,,,Zwolle"
    for trial in (True, False):
        assert counts(bring(known, other, mode=Mode.UPDATE, trial=trial)) == (0, 1, 0, 1)
    assert stored(store)[0].data.addresses[0].town == "Hattem"


def test_an_import_taken_back_leaves_the_store_as_it_was(
    bring: Bring, store: Store, intake: IntakeService
) -> None:
    (known,) = customers_of(store).add_customer(data=JAN).ids("customer")
    before = stored(store)
    lines = [f",N{n},Els,Boer{n},,038 {n:07},,Zwolle" for n in range(30)]
    report = bring(*lines, ",R1,Johan,Smit,,06 11111111,,Hattem", ",R1,Johannes,Smit,,,,Kampen")
    assert counts(report) == (30, 2, 0, 0)
    told: list[tuple[int, int]] = []
    assert report.import_id is not None
    undone = intake.undo_import(run=report.import_id, progress=lambda *one: told.append(one))
    assert (len(undone.removed), undone.restored, undone.left) == (30, [known], [])
    assert stored(store) == before
    assert told[-1][0] == told[-1][1]
    with store.read() as view:
        assert not find(view, "boer3")
        assert [hit.customer for hit in find(view, "jan smit")] == [known]
        (row,) = [one for one in read_runs(view) if one.id == report.import_id]
    assert row.undone_at is not None
    with pytest.raises(Conflict, match="already"):
        intake.undo_import(run=report.import_id)
    assert counts(bring(*lines)) == (30, 0, 0, 0)


def test_who_was_worked_with_since_stays_and_is_listed(
    bring: Bring, store: Store, intake: IntakeService
) -> None:
    (known,) = customers_of(store).add_customer(data=JAN).ids("customer")
    report = bring(",N1,Els,Boer,,,,Zwolle", ",N2,Kees,Bos,,,,Zwolle", ",R1,Johan,Smit,1971-01-01,,,Hattem")
    els = next(one.id for one in stored(store) if one.data.given == "Els")
    other = customers_of(store, an_employee(store, "kim"))
    other.add_contact_point(customer=els, point=PointData(PointKind.PHONE, "06 12345678"))
    other.change_customer(customer=CustomerId(known), changes={"given": "Joop"})
    assert report.import_id is not None
    undone = intake.undo_import(run=report.import_id)
    assert len(undone.removed) == 1
    assert {(one.name, one.reason) for one in undone.left} == {
        ("Els Boer", "Somebody worked with them since."),
        ("Joop Smit", "Changed since: given, name."),
    }
    jan, kept = stored(store)
    assert (jan.data.given, jan.data.birth_date, jan.data.addresses) == ("Joop", date(1970, 2, 3), ())
    assert kept.id == els


@pytest.mark.server_in_soak
def test_taking_back_can_be_called_off_and_gone_on_with(
    bring: Bring, store: Store, intake: IntakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "CHUNK", 20)
    report = bring(*(f",N{n},Els,Boer{n},,,,Zwolle" for n in range(60)))
    assert report.import_id is not None
    asked: list[int] = []
    first = intake.undo_import(run=report.import_id, cancelled=lambda: asked.append(1) or len(asked) > 2)
    assert first.cancelled
    assert 0 < len(stored(store)) < 60
    intake.undo_import(run=report.import_id)
    assert stored(store) == []


@pytest.mark.server_in_soak
def test_relations_that_came_with_an_import_go_with_it(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    card = "BEGIN:VCARD\nVERSION:4.0\nUID:{uid}\nFN:{uid}\n{more}END:VCARD\n"
    path = tmp_path / "two.vcf"
    path.write_text(
        card.format(uid="a", more="RELATED;X-RELATION=employer:b\n") + card.format(uid="b", more=""),
        encoding="utf-8",
    )
    report = import_file(intake, path)
    with store.read() as view:
        assert len(read_relations(view, report.ids[0])) == 1
    assert report.import_id is not None
    assert len(intake.undo_import(run=report.import_id).removed) == 2
    with store.read() as view:
        left = view.connection.execute(text("SELECT count(*) FROM relation")).scalar_one()
    assert (stored(store), left) == ([], 0)


@pytest.mark.server_in_soak
def test_only_who_may_import_takes_an_import_back(bring: Bring, store: Store, intake: IntakeService) -> None:
    report = bring(",N1,Els,Boer,,,,Zwolle")
    assert report.import_id is not None
    with pytest.raises(Refused):
        IntakeService(store, an_employee(store), unpublished).undo_import(run=report.import_id)
    with pytest.raises(NotFound):
        intake.undo_import(run=new_id())
