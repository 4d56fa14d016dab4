"""What is said beside a cell of a list: the contacts behind a factor, the measured use of an item."""

from __future__ import annotations

from dataclasses import replace

from desktop_crm.process import edit
from desktop_crm.process.consequences import consequences, measured_use
from desktop_crm.process.measured import Measured
from desktop_crm.process.model import Activity, Direction, Item, ItemType, Ksf, Model, Use

READER = Activity("check", "Check cover")
MODEL = Model(
    "M",
    ksfs=(Ksf("kept", "Promise kept", "Do what you said.", "promise_kept"),),
    activities=(READER, Activity("file", "File it")),
    items=(Item("cover", "Cover", ItemType.TEXT),),
    uses=(Use("check", "cover", Direction.INPUT), Use("file", "cover", Direction.OUTPUT)),
)


def test_a_factor_says_how_many_contacts_show_it() -> None:
    assert consequences(MODEL, "ksf", "kept", "name") == ()
    shown = edit.change(MODEL, "ksf", "kept", proposals=("a", "b"))
    assert consequences(shown, "ksf", "kept", "name") == (
        "2 contacts show it; they stand among the proposals.",
    )
    assert consequences(shown, "ksf", "/", "name") == ()


def test_an_item_says_how_often_it_was_registered_and_where_it_was_read() -> None:
    measured = Measured(days=90, collected={"cover": 53}, shown={"cover": frozenset({"check", "file"})})
    assert measured_use(MODEL, measured, "cover") == "Registered 53 times in 90 days, read in Check cover."
    unread = replace(measured, shown={"cover": frozenset({"file"})})
    assert measured_use(MODEL, unread, "cover") == "Registered 53 times in 90 days, read by nobody."
    once = replace(unread, collected={"cover": 1})
    assert measured_use(MODEL, once, "cover") == "Registered once in 90 days, read by nobody."
    assert measured_use(MODEL, Measured(), "cover") == "Registered by nobody in 90 days."
