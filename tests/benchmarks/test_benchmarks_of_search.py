"""The benchmarks of search, the customer file, contact history and a team run and print what they promise.

No time is judged.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.bench import customers, drawn, duplicates, erasing, file, history, saving, search, team
from desktop_crm.bench.generator import generate
from desktop_crm.bench.result import Result
from desktop_crm.store.open import open_store


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("searched") / "200.store"
    generate(path, 200)
    return path


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, generated: Path) -> None:
    """The smallest store and the fewest turns."""
    for module in (search, file, history, team):
        monkeypatch.setattr(module, "cached_store", lambda _size, **_talk: generated)
        monkeypatch.setattr(module, "QUICK_SIZES", (200,), raising=False)
    monkeypatch.setattr(search, "QUICK_EACH", 2)
    monkeypatch.setattr(saving, "SAVES", 2)
    monkeypatch.setattr(erasing, "PEOPLE", 2)
    monkeypatch.setattr(file, "QUICK_READS", 2)
    monkeypatch.setattr(file, "QUICK_OPENINGS", 1)
    for module, times in ((history, "_TIMES"), (history, "_OPENINGS"), (team, "_TIMES")):
        monkeypatch.setattr(module, times, 1)


def goals(result: Result) -> dict[str, float]:
    return {goal["what"]: goal["value"] for goal in result.goals}


def test_the_search_is_told_by_kind_beside_its_own_sql_with_saves_and_room() -> None:
    result = search.run(quick=True)
    told = [row["what"] for row in result.rows]
    assert told[:8] == [f"search, {kind}" for kind in drawn.kinds()]
    assert told[8:10] == ["search, all of them", "the same SQL on the bare driver"]
    changed = next(row for row in result.rows if row["what"] == "saving a changed number, address or name")
    assert all(
        changed[f"{part}_ms"] > 0 for part in ("reading", "rows_with_their_log", "search_index", "commit")
    )
    assert goals(result)["right customer in the first ten after one typing error, 200 customers"] >= 0.5
    assert 0 < goals(result)["search index, times the data, 200 customers"] < 1


def test_people_are_told_and_erased_in_the_copy_that_was_saved_in() -> None:
    rows = {row["what"]: row for row in search.run(quick=True).rows}
    assert rows["telling a person"]["n"] == rows["erasing a person"]["n"] == 2


def test_customers_are_measured_whole_in_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (search, file, duplicates):
        part = Result(module.__name__)
        part.row(module.__name__, 7, [0.001])
        part.goal(module.__name__, 1.0, 1.0, most=True)
        monkeypatch.setattr(
            module, "run", lambda part=part, **asked: part if asked["customers"] == 7 else None
        )
    result = customers.run(customers=7)
    assert [row["what"] for row in result.rows] == [goal["what"] for goal in result.goals]
    assert len(result.rows) == 3


def test_a_file_is_read_and_painted_without_a_store_call_on_the_gui_thread() -> None:
    result = file.run(quick=True)
    assert [row["what"] for row in result.rows] == [
        "data of a customer file", "the same SQL on the bare driver", "from the wish to the file painted",
        "and until the last list beside it is made",
    ]  # fmt: skip
    assert goals(result)["store calls on the GUI thread"] == 0


def test_contact_history_is_narrowed_in_every_way_and_painted() -> None:
    result = history.run(quick=True)
    told = [row["what"] for row in result.rows]
    ways = {what.partition(",")[0] for what in told if "frequent" in what}
    assert ways == {"customer", "channel", "direction", "process", "activity", "outcome", "team"}
    assert {"a word that many use", "a word that few use", "a further page"} < set(told)
    assert told[-1] == "from the wish to the first page painted"
    assert next(iter(goals(result))).startswith("the slowest question")


def test_the_cases_of_a_team_are_multiplied_and_what_follows_the_log_is_as_if_built_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(team, "QUICK_CASES", (90,))
    result = team.run(quick=True)
    tiles = next(row for row in result.rows if row["what"] == "tiles of all time")
    assert tiles["size"] >= 90
    assert tiles["clocks"] > 90
    assert {"the cases behind it", "those of its rarest channel that missed it"} < {
        row["what"] for row in result.rows
    }
    found = goals(result)
    assert found[f"tiles that differ from ones built anew, {tiles['size']} cases"] == 0
    assert {
        f"opening Team, {when} in ms, {tiles['size']} cases" for when in ("the first time", "later, median")
    } < set(found)


def test_the_same_seed_draws_the_same_searches_and_a_misspelt_word_is_one_nobody_typed_right(
    generated: Path,
) -> None:
    store = open_store(generated)
    with store.read() as view:
        once, again = drawn.draw(view, 3), drawn.draw(view, 3)
        for one in once:
            if one.customer is not None:
                question = "SELECT words FROM search_doc WHERE customer_id = ?"
                (words,) = view.driver.execute(question, (one.customer.bytes,)).fetchone()
                assert sum(word not in words.split() for word in one.words.split()) == 1
    store.close()
    assert once == again
    assert {one.kind for one in once} == set(drawn.kinds())


def test_a_million_is_left_out_where_it_was_not_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(search, "cached_path", lambda _size, **_talk: tmp_path / "none.store")
    result = Result("search")
    assert [*search.sizes(result, quick=False, customers=None)] == [10_000, 100_000]
    assert "--customers 1000000" in result.skipped[0]
