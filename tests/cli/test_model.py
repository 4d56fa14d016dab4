"""`model` on the command line: check, import, publish, withdraw, show and export."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_crm.core.paths import resources
from tests.cli.run import Shell

SAMPLE = resources() / "sample" / "model.toml"
FAULTY = """
[model]
name = "Faulty"

[[role]]
code = "front"
name = "Front"

[[activity]]
code = "answer"
name = "Answer"
responsible = ["front"]

[[process]]
code = "question"
name = "Question"
start = ["take"]
starting = {name = "Asks"}
concluding = {name = "Knows"}

[[process.step]]
code = "take"
activity = "answer"
then = "lost"

[[process.step]]
code = "lost"
activity = "answer"
"""

MOOD = """[[item]]
code = "mood"
name = "Mood"
type = "text"

"""

DRAWING = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" name="Claim">
<startEvent id="s" name="Asks"/><task id="a" name="Answer"/><group id="g" name="Together"/>
<sequenceFlow id="f" sourceRef="s" targetRef="a"/></process></definitions>"""


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    file = tmp_path / "faulty.toml"
    file.write_text(FAULTY, "utf-8")
    return str(file)


@pytest.fixture
def drawing(tmp_path: Path) -> str:
    file = tmp_path / "drawing.bpmn"
    file.write_text(DRAWING, "utf-8")
    return str(file)


def test_the_sample_model_has_no_errors_and_needs_no_store(shell: Shell) -> None:
    ran = shell("model", "check", str(SAMPLE), "--json")

    assert ran.status == 0
    assert ran.json["errors"] == 0
    assert all(finding["severity"] != "error" for finding in ran.json["findings"])


def test_a_dead_end_is_found_with_its_code_severity_and_place(shell: Shell, faulty: str) -> None:
    ran = shell("model", "check", faulty, "--json")

    assert ran.status == 1
    assert {
        "code": "dead-end",
        "severity": "error",
        "place": "process question, step lost",
        "sentence": "Nothing follows this step and it does not conclude the process.",
        "repair": "Let this step conclude the process",
    } in ran.json["findings"]
    assert ran.json["errors"] == sum(one["severity"] == "error" for one in ran.json["findings"])


def test_the_draft_is_judged_without_a_file_and_repaired_by_code_and_place(
    admin: Shell, tmp_path: Path
) -> None:
    text = SAMPLE.read_text("utf-8").replace("[[activity]]", MOOD + "[[activity]]", 1)
    (tmp_path / "moody.toml").write_text(text, "utf-8")
    admin("model", "import", str(tmp_path / "moody.toml"))

    before = admin("model", "check", "--json").json["findings"]
    (mood,) = [one for one in before if one["place"] == "item mood"]
    assert (mood["code"], mood["repair"]) == ("unused-item", "Take “Mood” out")

    ran = admin("model", "check", "--repair", "unused-item@item mood", "--json")
    assert ran.json["repaired"] == "Take “Mood” out"
    assert "Done: Take “Mood” out." in ran.err
    assert admin("model", "check", "--json").json["findings"] == [one for one in before if one != mood]
    assert "no finding" in admin.refused("model", "check", "--repair", "unused-item@item mood")


def test_a_repair_needs_a_draft_and_no_file(admin: Shell) -> None:
    assert "no draft" in admin.refused("model", "check", "--repair", "unused-output")
    assert "leave the file out" in admin.refused("model", "check", str(SAMPLE), "--repair", "unused-output")


def test_without_json_each_finding_is_a_line(shell: Shell, faulty: str) -> None:
    ran = shell("model", "check", faulty)

    assert "error   process question, step lost: Nothing follows" in ran.out
    assert "keep this model from being published" in ran.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[model\nname = 1", "line 1"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[model]\nname = 'x'\n[[process]]\ncode = 'Claim'", "process Claim"),
        (b"[model]\nname = 'x'\nspeed = 3", "speed"),
    ],
)
def test_a_file_that_is_no_model_is_refused_with_its_place(
    shell: Shell, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)

    sentence = shell.refused("model", "check", str(file))

    assert "broken.toml" in sentence
    assert said in sentence


def test_a_file_that_is_not_there_is_refused(shell: Shell, tmp_path: Path) -> None:
    assert "nowhere.toml" in shell.refused("model", "check", str(tmp_path / "nowhere.toml"))


def test_a_drawing_is_checked_and_what_it_says_that_a_model_cannot_is_listed(
    shell: Shell, drawing: str
) -> None:
    ran = shell("model", "check", drawing, "--json")

    assert ran.status == 1
    assert "no-responsible" in {one["code"] for one in ran.json["findings"]}
    assert ran.json["elements"]["task"] == 1
    assert [(one["element"], one["id"], one["name"]) for one in ran.json["left_out"]] == [
        ("group", "g", "Together")
    ]
    assert "group “Together” (g)" in shell("model", "check", drawing).err


def test_a_drawing_becomes_a_draft_though_it_does_not_say_who_is_responsible(
    admin: Shell, drawing: str
) -> None:
    ran = admin("model", "import", drawing, "--json")

    assert ran.status == 0
    assert (ran.json["state"], ran.json["errors"] > 0) == ("draft", True)
    assert "1 thing was left out" in admin("model", "import", drawing, "--replace").err


def test_what_is_no_drawing_is_refused_with_its_name(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "claim.bpmn"
    file.write_text("<html/>", "utf-8")
    assert "claim.bpmn" in shell.refused("model", "check", str(file))


def test_what_is_exported_is_what_was_imported_byte_for_byte(admin: Shell, tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"

    assert admin("model", "export", str(first)).status == 0
    brought = admin("model", "import", str(first), "--json").json
    admin("model", "export", str(second), "--version", str(brought["version"]))

    assert first.read_bytes() == SAMPLE.read_bytes() == second.read_bytes()
    assert brought["state"] == "draft"
    assert admin("model", "export", "-").out == SAMPLE.read_text("utf-8")


def test_an_export_that_fails_leaves_the_file_as_it_was(admin: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "folder.toml"
    folder.mkdir()

    assert "can't be written" in admin.refused("model", "export", str(folder))
    assert list(tmp_path.glob(".*")) == []


def test_a_faulty_model_is_not_kept_unless_asked_for_and_never_published(admin: Shell, faulty: str) -> None:
    refused = admin.refused("model", "import", faulty)
    assert "process question, step lost" in refused
    assert len(admin("model", "list", "--json").json["versions"]) == 1

    kept = admin("model", "import", faulty, "--with-errors", "--json").json
    assert kept["errors"] > 0

    assert "process question, step lost" in admin.refused("model", "publish")
    states = [one["state"] for one in admin("model", "list", "--json").json["versions"]]
    assert states == ["published", "draft"]


def test_a_new_version_is_published_and_withdrawn_and_the_old_one_returns(
    admin: Shell, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    admin("model", "import", str(SAMPLE))
    assert Shell(capsys, "--store", str(sample), "--as", "ingrid")("model", "approve").status == 0

    assert admin("model", "publish", "--json").json == {"version": 2, "state": "published"}
    assert admin("model", "show", "--json").json["version"] == 2
    assert admin("model", "withdraw", "--json").json == {"version": 2, "state": "withdrawn"}

    assert admin("model", "show", "--json").json["version"] == 1
    assert "is withdrawn" in admin.refused("model", "publish", "2")


def test_show_tells_what_is_in_the_published_model(admin: Shell) -> None:
    shown = admin("model", "show", "--json").json

    assert {"version", "processes", "activities", "roles", "items", "ksfs"} <= shown.keys()
    assert shown["state"] == "published"
    claim = next(one for one in shown["processes"] if one["code"] == "claim")
    assert claim["name"]
    assert all(step["code"] for step in claim["steps"])
    assert {"code", "name", "type", "choices"} <= shown["items"][0].keys()
    assert "claim: " in admin("model", "show").out


def test_what_differs_between_versions_and_files_is_said_in_sentences(admin: Shell, tmp_path: Path) -> None:
    changed = tmp_path / "changed.toml"
    text = SAMPLE.read_text("utf-8").replace("Front office", "Reception", 1)
    changed.write_text(text, "utf-8")
    admin("model", "import", str(changed))

    ran = admin("model", "diff", "--json")
    assert ran.status == 0, ran.err
    told = ran.json["differences"]
    assert told == [
        {"place": "role front_office", "kind": "changed", "sentence": "Name: “Front office” → “Reception”."}
    ]
    assert admin("model", "diff", str(SAMPLE), "2", "--json").json["differences"] == told
    assert "Reception" in admin("model", "diff", str(changed), "1").out
    assert "are the same" in admin("model", "diff", "1", str(SAMPLE)).out
    assert "no version 7" in admin.refused("model", "diff", "7")


def test_a_version_that_is_not_there_is_refused(admin: Shell) -> None:
    assert "no version 99" in admin.refused("model", "show", "99")
    assert "no version 99" in admin.refused("model", "publish", "99")
    assert "is a draft" in admin.refused("model", "publish")


def test_who_has_no_power_over_models_may_read_but_not_change_them(
    admin: Shell, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    employees = admin("employee", "list", "--json").json["employees"]
    plain = next(one["login"] for one in employees if one["roles"] == ["front_office"])
    shell = Shell(capsys, "--store", str(sample), "--as", plain)

    assert shell("model", "show", "--json").status == 0
    shell.refused("model", "import", str(SAMPLE))
    shell.refused("model", "withdraw")
    assert len(admin("model", "list", "--json").json["versions"]) == 1


def test_a_version_is_written_as_a_drawing_and_read_back_the_same(admin: Shell, tmp_path: Path) -> None:
    drawn, again = tmp_path / "ours.bpmn", tmp_path / "again.toml"

    number = admin("model", "import", str(SAMPLE), "--json").json["version"]
    admin("model", "export", "--bpmn", str(drawn), "--version", str(number))
    ran = admin("model", "import", str(drawn), "--json", "--replace")
    admin("model", "export", str(again), "--version", str(ran.json["version"]))

    assert (ran.json["left_out"], ran.json["rewritten"]) == ([], [])
    assert again.read_bytes() == SAMPLE.read_bytes()


def test_one_process_is_written_alone(admin: Shell, tmp_path: Path) -> None:
    number = admin("model", "import", str(SAMPLE), "--json").json["version"]
    drawn = admin("model", "export", "-", "--bpmn", "--process", "claim", "--version", str(number)).out

    assert drawn.count("<process ") == 1
    sentence = admin.refused("model", "export", "-", "--process", "nothing", "--version", str(number))
    assert "nothing" in sentence
