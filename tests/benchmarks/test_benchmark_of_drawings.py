"""The benchmark of drawings reads back what it wrote, and tells its figures beside those of its references."""

from __future__ import annotations

import pytest

from desktop_crm.bench import bpmn, peer


def test_reading_and_writing_are_told_beside_xml_alone_and_a_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpmn, "_LENGTHS", (5, 10, 20))
    monkeypatch.setattr(bpmn, "_QUICK_TIMES", 1)
    result = bpmn.run(quick=True)

    assert [row["n"] for row in result.rows] == [1] * (10 if peer.installed() else 9)
    assert [goal["goal"] for goal in result.goals] == ["at most 2000"]
    assert not result.skipped or not peer.installed()


def test_without_the_peer_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bpmn, "_LENGTHS", (5,))
    monkeypatch.setattr(bpmn, "_QUICK_TIMES", 1)
    monkeypatch.setattr(peer, "installed", lambda: False)
    result = bpmn.run(quick=True)

    assert len(result.rows) == 5
    assert "SpiffWorkflow" in result.skipped[0]
