"""Event logs from files: both kinds, any encoding, and a sentence with the line for whatever is wrong."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_crm.core.errors import Invalid
from desktop_crm.exchange.eventlog import opening, xes_read
from desktop_crm.exchange.eventlog.moments import Moments
from desktop_crm.exchange.eventlog.reading import read_log
from desktop_crm.exchange.eventlog.taking import ReadLog
from desktop_crm.measures.log_figures import log_figures

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GOOD = "2026-03-02T09:00:00.000+01:00"


def event(activity: str | None = "Call", time: str | None = GOOD, more: str = "") -> str:
    """Return an event of five lines."""
    name = f'<string key="concept:name" value="{activity}"/>' if activity is not None else ""
    date = f'<date key="time:timestamp" value="{time}"/>' if time is not None else ""
    return f"<event>\n{name}\n{date}\n{more}\n</event>\n"


def xes(*events: str, head: str = '<?xml version="1.0"?>\n', case: str = "1") -> str:
    """Return a log of one case, whose first event begins on line 5."""
    inner = "".join(events)
    return f'{head}<log>\n<trace>\n<string key="concept:name" value="{case}"/>\n{inner}</trace></log>'


def read(folder: Path, content: str | bytes, name: str = "log.xes") -> ReadLog:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_log(path, now=NOW)


def refused(folder: Path, content: str | bytes, name: str = "log.xes") -> str:
    with pytest.raises(Invalid) as problem:
        read(folder, content, name)
    assert "\n" not in problem.value.sentence
    return problem.value.sentence


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (event(time=None), "has no time"),
        (event(time=""), "has no time"),
        (event(time="yesterday"), "“yesterday” is not a time"),
        (event(time="1970-01-01T00:00:00Z"), "beginning of 1970"),
        (event(time="1970-01-01T00:00:00+01:00"), "beginning of 1970"),
        (event(time="9999-12-31T23:59:59Z"), "far in the future"),
        (event(time="2026-02-30T10:00:00Z"), "is not a time"),
        (event(activity=None), "names no activity"),
        (event(activity="  "), "names no activity"),
        (event(activity="a" * 1_001), "longer than 1,000"),
    ],
)
def test_an_event_that_cannot_be_measured_is_left_out_and_told_with_its_line(
    tmp_path: Path, bad: str, told: str
) -> None:
    found = read(tmp_path, xes(event(), bad, event("Write")))
    assert len(found.log.events) == 2
    assert [(one.line, told in one.reason) for one in found.rejected] == [(10, True)]


def test_what_is_odd_is_taken_and_told_with_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, xes(event("B"), event("A", "2026-03-01T09:00:00Z"), event("B")))
    assert found.rejected_count == 0
    assert [one.line for one in found.noted] == [10, 15]
    assert [one.activities for one in log_figures(found.log).variants] == [("A", "B", "B")]


def test_attributes_that_nobody_knows_are_named_once(tmp_path: Path) -> None:
    more = '<int key="Costs" value="5"><string key="concept:name" value="nested"/></int>'
    found = read(tmp_path, xes(event(more=more), event("Write", more=more)))
    assert found.remarks == ("These attributes are not measured and were left out: Costs.",)
    assert found.log.activities == ("Call", "Write")


def test_a_case_may_be_named_last_or_not_at_all(tmp_path: Path) -> None:
    named = '<string key="concept:name" value="late"/>'
    content = f"<log><trace>{event()}{named}</trace><trace>{event()}</trace>{event()}</log>"
    found = read(tmp_path, content)
    assert found.log.cases == ("late", "case 1")
    assert "belongs to no case" in found.rejected[0].reason


def test_prefixes_and_namespaces_do_not_matter(tmp_path: Path) -> None:
    content = (
        '<x:log xmlns:x="urn:any"><x:trace><x:event>'
        '<x:string value="Call" key="concept:name"/>'
        f'<x:date key="time:timestamp" value="{GOOD}"/></x:event></x:trace></x:log>'
    )
    assert read(tmp_path, content).log.activities == ("Call",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_letters_come_through_in_every_encoding_that_is_announced(tmp_path: Path, encoding: str) -> None:
    announced = encoding.removesuffix("-sig")
    head = f'<?xml version="1.0" encoding="{announced}"?>\n'
    found = read(tmp_path, xes(event("Reçu, één"), head=head).encode(encoding))
    assert found.log.activities == ("Reçu, één",)
    assert found.remarks == ()


def test_a_file_in_another_encoding_than_it_says_is_read_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, xes(event("Reçu"), event("Ещё")).encode().replace("Reçu".encode(), b"Re\xe7u"))
    assert found.log.activities == ("Reçu", "Ещё")
    assert "not written in utf-8" in found.remarks[0]


def test_a_compressed_log_is_the_same_log(tmp_path: Path) -> None:
    plain = read(tmp_path, xes(event()))
    assert log_figures(read(tmp_path, gzip.compress(xes(event()).encode()), "log.xes.gz").log) == log_figures(
        plain.log
    )


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_FREELY", 1_000_000)
    bomb = gzip.compress(b"<log>" + b" " * 5_000_000, 9)
    assert "unpacks to more" in refused(tmp_path, bomb, "bomb.xes.gz")


def test_one_value_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes_read, "_LONGEST", 1_000_000)
    endless = b'<log><trace>\n<string key="concept:name" value="' + b"a" * 3_000_000
    assert "line 2: The file is nested too deep, or one event says too much" in refused(
        tmp_path, gzip.compress(endless), "long.xes.gz"
    )
    spaced = xes(event()).replace("<trace>", "\n" * 3_000_000 + "<trace>", 1)
    assert len(read(tmp_path, spaced.encode(), "spaced.xes").log.cases) == 1


def test_a_compressed_file_that_breaks_off_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(xes(*(event(str(n)) for n in range(500))).encode())
    assert "breaks off" in refused(tmp_path, whole[: len(whole) // 2], "half.xes.gz")
    assert "no event log" in refused(tmp_path, gzip.compress(whole), "twice.gz")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('<!DOCTYPE log [<!ENTITY a "b">]><log/>', "line 1: The file declares a document type"),
        ("<log>\n<trace>\n<event></log>", "line 3: This is not XML"),
        ("<log>\n<trace>", "This is not XML"),
        ("<definitions/>", "outermost element is “definitions”"),
        ("<log/>", "no event in the file"),
        ("<log>" + "<a>" * 100, "nested too deep"),
        ("", "The file is empty"),
        ("case,what\n1,2\n", "known to be the activity"),
        ("case,activity,time\n", "no event in the file"),
        (b"PK\x03\x04", "no event log"),
    ],
)
def test_what_is_no_log_is_refused_in_one_sentence(tmp_path: Path, content: str | bytes, told: str) -> None:
    assert told in refused(tmp_path, content)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xes"):
        with pytest.raises(Invalid):
            read_log(path, now=NOW)


@pytest.mark.parametrize(
    "content",
    [
        "Case ID;Activity;Complete Timestamp;Resource;Role\n7;Call;2026-03-02 09:00:00+01:00;Ann;Desk\n",
        "case:concept:name,concept:name,time:timestamp,org:resource,org:role\n7,Call,2026-03-02T08:00:00Z,A,Desk",
        'zaaknummer\tactiviteit\ttijdstip\tmedewerker\tafdeling\n7\t"Call"\t02-03-2026 08:00\tAnn\tDesk\n',
        "ticket|task|date|user|team\r\n7|Call|1772438400|Ann|Desk\r\n",
        "ticket|task|date|user|team\r\n7|Call|1772438400000|Ann|Desk\r\n",
    ],
)
def test_columns_are_known_by_their_headings(tmp_path: Path, content: str) -> None:
    log = read(tmp_path, content, "log.csv").log
    assert (log.cases, log.activities, log.roles) == (("7",), ("Call",), ("Desk",))
    assert log.events["moment"][0] == 1_772_438_400_000_000


def test_columns_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b,c\n7,Call,2026-03-02T08:00:00Z\n", encoding="utf-8")
    mapping = {"case": "a", "activity": "b", "time": "c"}
    assert read_log(path, now=NOW, mapping=mapping).log.cases == ("7",)
    with pytest.raises(Invalid, match="no column “d”"):
        read_log(path, now=NOW, mapping={"case": "d"})


def test_rows_that_cannot_be_measured_are_told_with_their_lines(tmp_path: Path) -> None:
    rows = [
        "case,activity,time",
        "1,Call,2026-03-02",
        "1,Call,",
        ",Call,2026-03-02",
        "1,Call,32/13/2026",
        "1,,",
    ]
    found = read(tmp_path, "\n".join(rows), "log.csv")
    assert [one.line for one in found.rejected] == [3, 4, 5, 6]
    assert found.remarks == ("1 time names no offset and was taken as UTC.",)


@pytest.mark.parametrize(
    ("text", "examples", "micros"),
    [
        ("30-12-2010:14.32", [], 1_293_719_520_000_000),
        ("12/30/2010 2:32 PM", ["12/30/2010 2:32 PM"], 1_293_719_520_000_000),
        ("01/02/2010", [], 1_264_982_400_000_000),
        ("01/02/2010", ["01/13/2010"], 1_262_390_400_000_000),
        ("2010/12/30 14:32:00.250 +01:00", [], 1_293_715_920_250_000),
        ("1293719520.5", [], 1_293_719_520_500_000),
    ],
)
def test_times_are_read_however_programs_write_them(text: str, examples: list[str], micros: int) -> None:
    assert Moments(examples).micros(text) == micros
