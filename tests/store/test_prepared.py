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


def test_a_number_of_rows_that_is_fixed_stands_in_the_text_and_one_that_is_given_is_bound() -> None:
    some = select(ContactPoint.id).order_by(ContactPoint.id)
    fixed = Prepared(some.limit(3)).compiled("sqlite")
    assert fixed.text.endswith("LIMIT 3")
    assert fixed.bind({}) == []
    given = Prepared(some.limit(bindparam("most"))).compiled("sqlite")
    assert given.bind({"most": 3})[0] == 3
    later = Prepared(some.limit(3).offset(4)).compiled("sqlite")
    assert later.bind({}) == [3, 4]
    inner = Prepared(select(some.limit(2).subquery().c.id)).compiled("sqlite")
    assert inner.bind({}) == []
