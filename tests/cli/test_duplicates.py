"""`contacts duplicates` and `contacts tell-apart`, also on people whose doubles are known."""

from __future__ import annotations

import csv
import os
from itertools import combinations
from pathlib import Path

import pytest

from tests.cli.run import Shell

SAMPLES = Path(os.environ.get("DESKTOP_CRM_SAMPLES", ""), "duplicates")
TWICE = """Reference,Given name,Family name,Birth date,E-mail
a1,Jan,Wijnalda,1970-02-03,jan@wijnalda.nl
a2,Jan,Wijnada,1970-02-03,jan@wijnalda.nl
b1,Ann,Post,1981-05-06,ann@post.nl
"""


@pytest.fixture
def filled(admin: Shell, tmp_path: Path) -> Shell:
    (tmp_path / "people.csv").write_text(TWICE, encoding="utf-8")
    assert admin("contacts", "import", str(tmp_path / "people.csv")).status == 0
    return admin


def test_a_pair_is_shown_with_its_references_score_and_reasons(filled: Shell) -> None:
    (pair,) = filled("contacts", "duplicates", "--rules", "broad", "--json").json["pairs"]
    assert (pair["reference_a"], pair["reference_b"]) == ("a1", "a2")
    assert pair["score"] > 0.99
    assert "birth date: the same" in pair["reasons"]
    assert "Jan Wijnada" in filled("contacts", "duplicates").out


def test_a_pair_told_apart_is_not_shown_until_that_is_taken_back(filled: Shell) -> None:
    assert filled("contacts", "tell-apart", "a2", "a1").status == 0
    assert filled("contacts", "duplicates", "--json").json["pairs"] == []
    assert filled("contacts", "tell-apart", "a1", "a2", "--undo").status == 0
    assert len(filled("contacts", "duplicates", "--json").json["pairs"]) == 1
    assert "named twice" in filled.refused("contacts", "tell-apart", "a1", "a1")


def true_pairs(rows: list[dict[str, str]]) -> set[frozenset[str]]:
    """The same number after ``rec-``, or the same cluster, is one person."""
    persons: dict[str, list[str]] = {}
    for row in rows:
        person = row.get("cluster") or row["rec_id"].split("-")[1]
        persons.setdefault(person, []).append(row.get("rec_id") or row["unique_id"])
    return {frozenset(pair) for group in persons.values() for pair in combinations(group, 2)}


# Precision, recall and their harmonic mean (F1) that broad rules reach at least.
GOALS = [("febrl1", 0.99, 0.97, 0.97), ("febrl2", 0.99, 0.97, 0.97), ("fake_1000", 0.99, 0.7, 0.85)]


@pytest.mark.parametrize(
    ("name", "precision", "recall", "harmonic"),
    [goal for goal in GOALS if (SAMPLES / f"{goal[0]}.csv").exists()],
)
def test_people_whose_doubles_are_known_are_found(
    admin: Shell, tmp_path: Path, name: str, precision: float, recall: float, harmonic: float
) -> None:
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, skipinitialspace=True))
    # A national number would give it all away, and a contact manager has none.
    kept = [{key: text for key, text in row.items() if key != "soc_sec_id"} for row in rows]
    path = tmp_path / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(kept[0]))
        writer.writeheader()
        writer.writerows(kept)
    assert admin("contacts", "import", str(path)).status == 0
    truth = true_pairs(rows)

    def found(rules: str) -> set[frozenset[str]]:
        pairs = admin("contacts", "duplicates", "--rules", rules, "--json").json["pairs"]
        return {frozenset((pair["reference_a"], pair["reference_b"])) for pair in pairs}

    broad, strict = found("broad"), found("strict")
    right = len(broad & truth)
    assert right / len(broad) >= precision
    assert right / len(truth) >= recall
    assert 2 * right / (len(broad) + len(truth)) >= harmonic
    assert strict
    assert strict <= truth
