"""Statements that are compiled once: what they are given, and what they know themselves."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from desktop_crm.customers.tables import ContactPoint
from desktop_crm.store.prepared import Prepared


def test_a_constant_of_a_statement_stays_however_much_more_is_given() -> None:
    statement = Prepared(
        select(ContactPoint.id).where(ContactPoint.kind == "phone", ContactPoint.normal == bindparam("what"))
    ).compiled("sqlite")
    for more in ({}, {"one": 1}, {"one": 1, "two": 2}):
        assert statement.bind({"what": "31384801013", **more}) == ["phone", "31384801013"]
