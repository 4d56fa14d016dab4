"""Whole files into a store and out of it: counted, recognised again, refused with line and reason."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_crm.core.clock import FakeTime
from desktop_crm.core.errors import Invalid, Refused
from desktop_crm.core.ids import CustomerId
from desktop_crm.customers.data import CustomerData
from desktop_crm.customers.editing import EditingService, FieldEdit
from desktop_crm.customers.fields import Place
from desktop_crm.customers.intake import IntakeService
from desktop_crm.customers.reads import customer_profile
from desktop_crm.customers.service import CustomerService
from desktop_crm.customers.stored import StoredCustomer, all_customers, customer_count
from desktop_crm.customers.tables import ImportRun
from desktop_crm.exchange.exporting import ExportService
from desktop_crm.exchange.importing import FEWEST, LONGEST_WAIT, ImportReport, import_file, next_count
from desktop_crm.exchange.reading import CHUNK
from desktop_crm.store.find import find
from desktop_crm.store.work import Store
from tests.customers.people import an_employee, customers_of, intake_of, unpublished
from tests.exchange.conftest import sample_folder
from tests.exchange.strategies import customers
from tests.sampling import examples

OWN_FILES = [
    "old_phone_2_1.vcf",
    "latin1_2_1.vcf",
    "version_4.vcf",
    "agent_2_1.vcf",
    "google.csv",
    "outlook.csv",
]


def stored(store: Store) -> list[StoredCustomer]:
    with store.read() as view:
        return list(all_customers(view))


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, report.rejected_count


@pytest.mark.parametrize("name", OWN_FILES)
def test_the_same_file_twice_changes_nothing(
    intake: IntakeService, store: Store, data: Path, name: str
) -> None:
    first = import_file(intake, data / name)
    before = stored(store)
    again = import_file(intake, data / name)
    assert counts(first) == (len(before), 0, 0, 0)
    assert counts(again) == (0, 0, len(before), 0)
    assert stored(store) == before
    assert [one.id for one in before] == first.ids


def test_the_same_file_again_leaves_what_was_edited_since(
    intake: IntakeService, store: Store, data: Path
) -> None:
    (customer,) = import_file(intake, data / "old_phone_2_1.vcf").ids
    service = CustomerService(store, intake.actor, unpublished)
    service.change_customer(customer=customer, changes={"family": "Schmidt", "note": "moved"})
    assert counts(import_file(intake, data / "old_phone_2_1.vcf")) == (0, 0, 1, 0)
    assert stored(store)[0].data.family == "Schmidt"


def test_good_cards_come_in_and_bad_ones_are_written_out_as_they_stood(
    intake: IntakeService, store: Store, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.vcf"
    path.write_bytes((data / "broken_among_good.vcf").read_bytes())
    report = import_file(intake, path)
    assert counts(report) == (3, 0, 0, 6)
    assert [one.line for one in report.rejected] == [6, 15, 20, 25, 27, 36]
    assert all(one.reason.endswith(".") for one in report.rejected)
    assert report.rejected_file == tmp_path / "list.rejected.vcf"
    kept = report.rejected_file.read_bytes()
    assert b"this is no line of a card" in kept
    assert b"Anna Eerste" not in kept
    assert json.loads(json.dumps(report.as_json()))["rejected"][0] == {
        "line": 6,
        "reason": "The card has no END:VCARD.",
    }


def test_refused_rows_can_be_mended_and_imported_by_themselves(
    intake: IntakeService, store: Store, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "dutch.csv"
    path.write_bytes((data / "dutch.csv").read_bytes())
    report = import_file(intake, path)
    assert counts(report) == (3, 0, 0, 1)
    assert [(one.line, "31-13-1970" in one.reason) for one in report.noted] == [(3, True)]
    assert report.rejected_file is not None
    mended = tmp_path / "mended.csv"
    mended.write_bytes(report.rejected_file.read_bytes().replace(b";;;;;;;;;;;K-3", b"Els;;;;;;;;;;;K-3"))
    assert counts(import_file(intake, mended)) == (1, 0, 0, 0)


def test_a_trial_tells_the_same_and_changes_nothing(
    intake: IntakeService, store: Store, data: Path, tmp_path: Path
) -> None:
    twice = tmp_path / "twice.vcf"
    twice.write_bytes((data / "old_phone_2_1.vcf").read_bytes() * 2 + (data / "latin1_2_1.vcf").read_bytes())
    trial = import_file(intake, twice, dry_run=True)
    assert stored(store) == []
    assert counts(trial) == (2, 0, 1, 0)
    assert (trial.import_id, trial.ids, list(tmp_path.glob("*.rejected.*"))) == (None, [], [])
    assert counts(import_file(intake, twice)) == counts(trial)
    assert counts(import_file(IntakeService(store, intake.actor, unpublished), twice, dry_run=True)) == (
        0,
        0,
        3,
        0,
    )


def test_a_card_with_the_same_uid_brings_the_customer_up_to_date(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "one.vcf"
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:abc\nFN:Jan Smit\nTEL:038 1111111\n{more}END:VCARD\n"
    path.write_text(card.format(more=""), encoding="utf-8")
    import_file(intake, path)
    path.write_text(card.format(more="TEL:038 2222222\nNOTE:new\n"), encoding="utf-8")
    assert counts(import_file(intake, path)) == (0, 1, 0, 0)
    assert counts(import_file(intake, path)) == (0, 0, 1, 0)
    path.write_text(card.format(more=""), encoding="utf-8")
    assert counts(import_file(intake, path)) == (0, 0, 1, 0)
    (customer,) = stored(store)
    assert (customer.data.note, [one.content for one in customer.data.points]) == (
        "new",
        ["038 1111111", "038 2222222"],
    )


def test_a_row_with_the_same_reference_brings_the_customer_up_to_date(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Reference,Name,Town\nR1,Jan Smit,Zwolle\n", encoding="utf-8")
    import_file(intake, path)
    path.write_text("Reference,Name,Town\nR1,Jan Smit,Hattem\nR2,Jan Smit,Zwolle\n", encoding="utf-8")
    assert counts(import_file(intake, path)) == (1, 1, 0, 0)
    first, _second = stored(store)
    assert [one.town for one in first.data.addresses] == ["Zwolle", "Hattem"]


def test_a_reference_that_several_carry_is_refused_not_guessed(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    service = CustomerService(store, intake.actor, unpublished)
    for _twin in range(2):
        service.add_customer(data=CustomerData(family="Smit", reference="R1"))
    path = tmp_path / "list.csv"
    path.write_text("Reference,Name\nR1,Jan Smit\n", encoding="utf-8")
    (rejection,) = import_file(intake, path).rejected
    assert "not sure who is meant" in rejection.reason


def test_imported_customers_are_found_by_search_and_have_numbers(
    intake: IntakeService, store: Store, data: Path
) -> None:
    (customer,) = import_file(intake, data / "old_phone_2_1.vcf").ids
    with store.read() as view:
        assert [hit.customer for hit in find(view, "muller")] == [customer]
        assert [hit.customer for hit in find(view, "01511234567"[1:])] == [customer]
    assert stored(store)[0].number == "000001"


def test_an_import_is_registered_with_what_it_did(
    intake: IntakeService, store: Store, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.vcf"
    path.write_bytes((data / "broken_among_good.vcf").read_bytes())
    report = import_file(intake, path)
    with store.read() as view:
        run = view.connection.execute(select(ImportRun.__table__)).one()
    assert (run.id, run.file_name, run.employee_id) == (report.import_id, "list.vcf", intake.actor.id)
    assert (run.created, run.updated, run.unchanged, run.rejected) == (3, 0, 0, 6)


def test_an_import_can_be_cancelled_and_taken_up_again(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Name\n" + "".join(f"Person {n}\n" for n in range(CHUNK + 35)), encoding="utf-8")
    told: list[int] = []
    report = import_file(intake, path, progress=told.append, cancelled=lambda: len(told) == 1)
    assert (report.cancelled, report.created, told) == (True, CHUNK, [CHUNK])
    assert counts(import_file(intake, path)) == (35, 0, CHUNK, 0)


def test_without_the_right_nothing_is_read_or_written(store: Store, data: Path, tmp_path: Path) -> None:
    clerk = an_employee(store)
    for dry_run in (True, False):
        with pytest.raises(Refused):
            import_file(IntakeService(store, clerk, unpublished), data / "google.csv", dry_run=dry_run)
    with pytest.raises(Refused):
        ExportService(store, clerk, unpublished).export_customers(path=tmp_path / "out.vcf")
    assert list(tmp_path.glob("out*")) == []
    assert stored(store) == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.vcf", b"", "no customer in the file"),
        ("a.csv", b"", "file is empty"),
        ("a.csv", b"Name\n", "no customer in the file"),
        ("a.csv", b"PK\x03\x04zip", "zip archive"),
        ("a.vcf", b"%PDF-1.7", "PDF document"),
        ("a.csv", b"SQLite format 3\0", "a database"),
    ],
)
def test_a_file_that_is_something_else_is_refused_in_a_sentence(
    intake: IntakeService, store: Store, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid, match=sentence):
        import_file(intake, path)
    assert stored(store) == []


def test_a_card_file_under_another_name_is_recognised(
    intake: IntakeService, store: Store, data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cards.csv"
    path.write_bytes((data / "latin1_2_1.vcf").read_bytes())
    assert counts(import_file(intake, path)) == (1, 0, 0, 0)


def test_a_file_that_is_not_there_or_a_folder_is_told(intake: IntakeService, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="can't be read"):
        import_file(intake, tmp_path / "none.vcf")
    with pytest.raises(Invalid, match="not a file"):
        import_file(intake, tmp_path)


@pytest.mark.parametrize("bad", [b"NOTE:a\0b", b"NOTE:\xed\xa0\xbd", b"TEL:1\n" * 2_000])
def test_what_no_store_can_keep_is_refused_and_its_neighbour_kept(
    intake: IntakeService, store: Store, tmp_path: Path, bad: bytes
) -> None:
    path = tmp_path / "bad.vcf"
    path.write_bytes(b"BEGIN:VCARD\nFN:x\n" + bad + b"\nEND:VCARD\nBEGIN:VCARD\nFN:Jan Smit\nEND:VCARD\n")
    assert counts(import_file(intake, path)) == (1, 0, 0, 1)


@pytest.mark.parametrize("ending", [".vcf", ".csv", ".json"])
@settings(max_examples=examples(6, soak=60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several=st.lists(customers(files=False), min_size=1, max_size=4))
def test_exported_customers_imported_into_an_empty_store_are_equal(
    empty_store_file: Path, tmp_path: Path, fake_time: FakeTime, ending: str, several: list[CustomerData]
) -> None:
    names = [name for data in several for name in data.identifiers]
    assume(len(names) == len(set(names)))
    one, other = (_copied(empty_store_file, tmp_path / name, fake_time) for name in ("one", "other"))
    service = customers_of(one)
    ids = [CustomerId(*service.add_customer(data=data).ids("customer")) for data in several]
    if len(ids) > 1:
        (made,) = service.relate(customer=ids[0], other=ids[1], kind="director; or, so").ids("relation")
        ended = FieldEdit("until", None, date(2020, 2, 29), Place.RELATION, made)
        EditingService(one, service.actor, unpublished).edit(customer=ids[0], edits=[ended])
    path = tmp_path / f"all{ending}"
    path.unlink(missing_ok=True)
    exporter = ExportService(one, an_employee(one, "exporter", all_roles=True), unpublished)
    assert exporter.export_customers(path=path) == len(several)
    intake = intake_of(other)
    assert counts(import_file(intake, path)) == (len(several), 0, 0, 0)
    assert stored(other) == stored(one)
    if ending != ".csv" and len(ids) > 1:
        with one.read() as view, other.read() as copy:
            told = [
                (relation.other_id, relation.kind, relation.until)
                for relation in customer_profile(view, ids[0]).relations
            ]
            assert told == [
                (relation.other_id, relation.kind, relation.until)
                for relation in customer_profile(copy, ids[0]).relations
            ]
    assert counts(import_file(intake, path)) == (0, 0, len(several), 0)
    one.close()
    other.close()


def _copied(template: Path, path: Path, time: FakeTime) -> Store:
    for leftover in path.parent.glob(f"{path.name}*"):
        leftover.unlink()
    path.write_bytes(template.read_bytes())
    return Store(path, time=time, sync="OFF")


def test_every_card_of_the_samples_comes_in_goes_out_and_comes_in_again(
    intake: IntakeService,
    store: Store,
    store_path: Path,
    tmp_path: Path,
    empty_store_file: Path,
    fake_time: FakeTime,
) -> None:
    folder = sample_folder("vcard")
    files = sorted(folder.glob("*.vcf")) if folder else _own_cards()
    assert files
    for path in files:
        assert import_file(intake, path).rejected == []
    out = tmp_path / "out.vcf"
    ExportService(store, intake.actor, unpublished).export_customers(path=out)
    other = _copied(empty_store_file, tmp_path / "other", fake_time)
    report = import_file(intake_of(other), out)
    assert (report.rejected, report.created) == ([], len(stored(store)))
    assert stored(other) == stored(store)
    other.close()


def _own_cards() -> list[Path]:
    folder = Path(__file__).parent / "data"
    return [folder / name for name in OWN_FILES if name.endswith(".vcf")]


def test_an_export_never_leaves_half_a_file(export: ExportService, store: Store, tmp_path: Path) -> None:
    customers_of(store).add_customer(data=CustomerData(family="Smit"))
    target = tmp_path / "out.csv"
    target.write_text("old", encoding="utf-8")
    assert export.export_customers(path=target) == 1
    assert target.read_bytes().startswith(b"\xef\xbb\xbfID,Number")
    assert sorted(os.listdir(tmp_path)) == ["out.csv", "test.store", "test.store-shm", "test.store-wal"]
    with pytest.raises(Invalid, match=r"\.vcf, \.csv or \.json"):
        export.export_customers(path=tmp_path / "out.xlsx")
    with pytest.raises(Invalid, match="can't be written"):
        export.export_customers(path=tmp_path / "no folder" / "out.vcf")


def test_some_customers_alone_can_be_exported(export: ExportService, store: Store, tmp_path: Path) -> None:
    service = customers_of(store)
    (wanted,) = service.add_customer(data=CustomerData(family="Smit")).ids("customer")
    service.add_customer(data=CustomerData(family="Boer"))
    assert (
        export.export_customers(path=tmp_path / "one.vcf", customers=[CustomerId(wanted)], version="3.0") == 1
    )
    content = (tmp_path / "one.vcf").read_text(encoding="utf-8")
    assert "VERSION:3.0" in content
    assert "Boer" not in content
    with store.read() as view:
        assert customer_count(view) == 2


def test_two_cards_of_one_customer_in_one_file_make_one_customer_found_by_both(
    intake: IntakeService, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "two.vcf"
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:abc\nFN:Jan Smit\nTEL:{number}\nEND:VCARD\n"
    path.write_text(card.format(number="038 1111111") + card.format(number="038 2222222"), encoding="utf-8")
    assert counts(import_file(intake, path)) == (1, 1, 0, 0)
    (customer,) = stored(store)
    with store.read() as view:
        for words in ("1111111", "2222222", "smit"):
            assert [hit.customer for hit in find(view, words)] == [customer.id]
    assert counts(import_file(intake, path)) == (0, 0, 2, 0)


def test_fewer_are_written_at_once_where_writing_takes_longer() -> None:
    assert next_count(CHUNK, LONGEST_WAIT / 2) == CHUNK
    assert next_count(CHUNK, LONGEST_WAIT * 2) == CHUNK // 2
    assert next_count(CHUNK // 2, LONGEST_WAIT / 2) == CHUNK
    assert next_count(CHUNK, 10.0) == FEWEST
