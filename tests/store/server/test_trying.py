"""Trying an address before anybody logs in: what a server that is as it should be says, and what others do."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from desktop_crm.core.errors import StoreProblem
from desktop_crm.store.server.address import address_of
from desktop_crm.store.server.trying import tried
from tests.server import Server

ELSEWHERE = address_of("postgresql://crm.example.nl/office")


def answering(monkeypatch: pytest.MonkeyPatch, text: str) -> list[dict[str, Any]]:
    """Let every server answer so; return with what it was asked."""
    asked: list[dict[str, Any]] = []

    def connect(**how: Any) -> None:
        asked.append(how)
        raise psycopg.OperationalError(text)

    monkeypatch.setattr(psycopg, "connect", connect)
    return asked


def test_a_server_that_asks_by_scram_is_as_it_should_be(server: Server) -> None:
    said = tried(server.address("office"))
    assert said.startswith(
        "A server answers at 127.0.0.1. It is on this computer, and it asks for passwords by SCRAM."
    )
    assert "“office”" in said


def test_who_tries_offers_nobody_s_name_and_never_by_other_ways_than_scram(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGUSER", "keeper")
    monkeypatch.setenv("PGPASSWORD", "a keeper's secret")
    asked = answering(monkeypatch, 'FATAL:  password authentication failed for user "nobody-1"')
    assert "proves who it is" in tried(ELSEWHERE)
    (how,) = asked
    assert how["require_auth"] == "scram-sha-256"
    assert how["sslmode"] == "verify-full"
    assert how["user"].startswith("nobody-")
    assert how["password"] not in ("", "a keeper's secret")


def test_the_server_behind_a_pooler_is_tried_too(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, "password authentication failed")
    tried(address_of("postgresql://pool.example.nl/office?direct=db.example.nl:5433"))
    assert [(how["host"], how.get("port")) for how in asked] == [
        ("db.example.nl", 5433),
        ("pool.example.nl", None),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('authentication method requirement "scram-sha-256" failed: server requested another', "scram-sha-256"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "x", database "office", SSL encryption', "nobody in"),
        ("SSL error: certificate verify failed", "could not be protected"),
        ("Connection refused", "can't be reached"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, text: str, sentence: str
) -> None:
    answering(monkeypatch, text)
    with pytest.raises(StoreProblem, match=sentence):
        tried(ELSEWHERE)
