"""Statements that are compiled once: what they are given, and what they know themselves."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, column, select, text

from desktop_crm.customers.tables import ContactPoint
from desktop_crm.store.prepared import Prepared
from desktop_crm.store.work import Store


def test_a_constant_of_a_statement_stays_however_much_more_is_given() -> None:
    statement = Prepared(
        select(ContactPoint.id).where(ContactPoint.kind == "phone", ContactPoint.normal == bindparam("what"))
    ).compiled("sqlite")
    for more in ({}, {"one": 1}, {"one": 1, "two": 2}):
        assert statement.bind({"what": "31384801013", **more}) == ["phone", "31384801013"]


def test_no_number_of_rows_is_bound_by_itself_for_then_sqlite_would_plan_at_each_run() -> None:
    some = select(ContactPoint.id).order_by(ContactPoint.id)
    fixed = Prepared(some.limit(3)).compiled("sqlite")
    assert fixed.text.endswith("LIMIT 3")
    assert fixed.bind({}) == []
    given = Prepared(some.limit(bindparam("most"))).compiled("sqlite")
    assert given.text.endswith("LIMIT 0 + ?")
    assert given.bind({"most": 3}) == [3]
    later = Prepared(some.limit(3).offset(4)).compiled("sqlite")
    assert later.text.endswith("LIMIT 3 OFFSET ?")
    assert later.bind({}) == [4]
    inner = Prepared(select(some.limit(2).subquery().c.id)).compiled("sqlite")
    assert inner.bind({}) == []


def test_a_statement_that_sqlalchemy_keeps_by_its_shape_holds_no_number_of_another(store: Store) -> None:
    kinds = text("SELECT 1 AS one UNION ALL SELECT 2 UNION ALL SELECT 3").columns(column("one", Integer))
    with store.read() as view:
        for most in (1, 3, 2, 0):
            asked = select(kinds.subquery("kinds").c.one).limit(most)
            assert len(view.connection.execute(asked).all()) == most
            assert len(view.connection.execute(asked.offset(1)).all()) == max(min(most, 2), 0)
