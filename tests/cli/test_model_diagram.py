"""`model diagram`: a process of any version as SVG."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from tests.cli.run import Shell


def test_a_process_of_the_published_version_is_drawn(admin: Shell, tmp_path: Path) -> None:
    file = tmp_path / "claim.svg"
    told = admin("model", "diagram", "claim", "--svg", str(file), "--json").json
    assert (told["process"], told["file"]) == ("claim", str(file))
    root = ElementTree.fromstring(file.read_text("utf-8"))  # our own file
    words = {one.text for one in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Check cover", "Front office", "Claims", "otherwise"} <= words
    same = admin("model", "diagram", "claim", "--svg", "-", "--version", str(told["version"])).out
    assert same == file.read_text("utf-8")


def test_a_process_that_is_not_there_is_named_beside_those_that_are(admin: Shell, tmp_path: Path) -> None:
    told = admin.refused("model", "diagram", "clam", "--svg", str(tmp_path / "a.svg"))
    assert "“clam”" in told
    assert "claim" in told
    assert "can't be written" in admin.refused("model", "diagram", "claim", "--svg", str(tmp_path))
