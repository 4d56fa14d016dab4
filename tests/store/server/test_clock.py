"""How far this computer's clock is from the server's."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta

import pytest

from desktop_crm.core.clock import FakeTime, SystemTime
from desktop_crm.store.hearing import ear_of
from desktop_crm.store.open import open_store
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.clock import clock_off
from tests.conftest import MONDAY_NINE


class Off(SystemTime):
    """This computer's clock, off by so many seconds, on a slow line: half a second passes between two looks."""

    def __init__(self, seconds: float) -> None:
        self._off, self._looks = timedelta(seconds=seconds), 0

    def now(self) -> datetime:
        return super().now() + self._off

    def monotonic_ns(self) -> int:
        self._looks += 1
        return self._looks * 500_000_000


@pytest.mark.parametrize(("off", "least", "most"), [(-0.4, 0, 0), (185, 180, 185), (-185, -190, -184)])
def test_a_clock_is_off_by_what_the_way_to_the_server_does_not_explain(
    empty_database: Address, off: float, least: float, most: float
) -> None:
    with closing(open_store(empty_database, time=Off(off))) as store:
        assert least <= clock_off(store) <= most
        assert least <= ear_of(store).clock_off() <= most


def test_made_up_time_is_nobody_s_clock(empty_database: Address) -> None:
    with closing(open_store(empty_database, time=FakeTime(MONDAY_NINE))) as store:
        assert ear_of(store).clock_off() == 0
