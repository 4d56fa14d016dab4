"""Event logs are kept whole or not at all, by who may, and cases of this store go out and come back as a log."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_crm.core.clock import FakeTime, from_micros
from desktop_crm.core.errors import Invalid, NotFound, Refused
from desktop_crm.core.ids import new_id
from desktop_crm.exchange.eventlog.exporting import LogExport
from desktop_crm.exchange.eventlog.reading import read_log
from desktop_crm.measures import keeping
from desktop_crm.measures.keeping import LogService
from desktop_crm.measures.log_figures import log_figures
from desktop_crm.measures.logs import EventLog, LogBuilder
from desktop_crm.process.reads import published_version
from tests.workflow.small_company import Company


def a_log(cases: int = 5) -> EventLog:
    builder = LogBuilder()
    for case, (step, activity) in itertools.product(range(cases), enumerate(("Call", "Write"))):
        builder.add(
            f"case {case}", activity, (case * 100 + step * 10 + 1) * 10**9, role="Desk", resource="Ann"
        )
    return builder.log()


def service(company: Company, login: str = "greet") -> LogService:
    return LogService(company.store, company.people[login], published_version)


def rows_in(company: Company) -> int:
    with company.store.read() as view:
        return sum(
            view.driver.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("event_log", "logged_case")
        )


def test_a_log_that_was_kept_has_the_figures_that_it_had(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CHUNK", 2)
    told: list[int] = []
    log = a_log()
    kept = service(company).keep_log(log, name=" Last year ", file_name="a.xes", progress=told.append)
    assert told == [2, 4, 5]
    assert service(company).figures(log=kept) == log_figures(log)
    (row,) = service(company).logs()
    assert (row.id, row.name, row.cases, row.events) == (kept, "Last year", 5, 10)


@pytest.mark.server_in_soak
def test_figures_of_a_period_are_of_the_cases_that_began_in_it(company: Company) -> None:
    log = a_log()
    kept = service(company).keep_log(log, name="a", file_name="a.xes")
    began = from_micros(201_000 * 10**6)
    assert service(company).figures(log=kept, since=began).cases == 3
    assert service(company).figures(log=kept, until=began).cases == 2


@pytest.mark.server_in_soak
def test_what_breaks_off_leaves_nothing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "CHUNK", 2)

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service(company).keep_log(a_log(), name="a", file_name="a.xes", progress=stop)
    assert rows_in(company) == 0


@pytest.mark.server_in_soak
def test_a_log_is_removed_with_its_cases(company: Company) -> None:
    kept = service(company).keep_log(a_log(), name="a", file_name="a.xes")
    service(company).remove_log(log=kept)
    assert rows_in(company) == 0
    with pytest.raises(NotFound):
        service(company).remove_log(log=kept)


@pytest.mark.server_in_soak
@pytest.mark.parametrize(
    "act",
    [
        lambda logs: logs.keep_log(a_log(), name="a", file_name="a.xes"),
        lambda logs: logs.logs(),
        lambda logs: logs.figures(log=new_id()),
        lambda logs: logs.remove_log(log=new_id()),
    ],
)
def test_logs_are_for_who_may_bring_them_in_or_supervise(
    company: Company, act: Callable[[LogService], object]
) -> None:
    with pytest.raises(Refused):
        act(service(company, "anouk"))
    assert rows_in(company) == 0


@pytest.mark.server_in_soak
def test_a_log_needs_a_name(company: Company) -> None:
    for name in ("  ", "x" * 201, "a\0b"):
        with pytest.raises(Invalid):
            service(company).keep_log(a_log(), name=name, file_name="a.xes")


@pytest.fixture
def worked(company: Company, fake_time: FakeTime) -> Company:
    """Three questions were answered: half an hour of waiting, ten minutes of work; one was left meanwhile."""
    for number in range(3):
        desk = company.desk("anouk" if number else "tim")
        begun = desk.cases.start_case(process="question", channel="telephone", customer=None)
        (item,) = begun.mine
        fake_time.advance(1_800)
        desk.items.open(work_item=item)
        fake_time.advance(600)
        if number == 2:
            desk.items.close(work_item=item)
            fake_time.advance(60)
            desk.items.open(work_item=item)
        desk.cases.conclude(case=begun.case, channel="telephone", delivered="Said", text="An answer.")
    return company


def export(company: Company, path: Path, login: str = "greet", **chosen: str) -> tuple[int, int]:
    actor = company.people[login]
    taken = LogExport(company.store, actor, published_version, company.plans).export_log(path=path, **chosen)
    return taken.cases, taken.events


@pytest.mark.server_in_soak
@pytest.mark.parametrize("name", ["log.xes", "log.xes.gz", "log.csv", "LOG.CSV.GZ"])
def test_cases_go_out_and_come_back_as_they_were(worked: Company, tmp_path: Path, name: str) -> None:
    cases, events = export(worked, tmp_path / name)
    found = log_figures(read_log(tmp_path / name, now=worked.now).log)
    assert (found.cases, found.events) == (cases, events) == (3, found.events)
    assert found.throughput.total == 3 * 2_400 + 60
    answered = next(one for one in found.per_activity if one.activity == "Answer the question")
    assert (answered.waiting.total, answered.working.total) == (3 * 1_800, 3 * 600 + 60)


@pytest.mark.server_in_soak
def test_nobody_is_named_in_what_goes_out_nor_known_again_in_the_next(
    worked: Company, tmp_path: Path
) -> None:
    given = []
    for name in ("one.csv", "two.csv"):
        export(worked, tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert not any(word in text for who in worked.people.values() for word in (who.name, who.id.hex))
        given.append({row["resource"] for row in csv.DictReader(text.splitlines())} - {""})
    assert [len(one) for one in given] == [2, 2]
    assert given[0].isdisjoint(given[1])


@pytest.mark.server_in_soak
def test_only_some_cases_go_out_when_asked(worked: Company, tmp_path: Path) -> None:
    assert export(worked, tmp_path / "log.xes", process="claim") == (0, 0)
    with pytest.raises(Invalid):
        export(worked, tmp_path / "log.pdf")
    with pytest.raises(Refused):
        export(worked, tmp_path / "other.xes", login="anouk")
    assert not (tmp_path / "other.xes").exists()
