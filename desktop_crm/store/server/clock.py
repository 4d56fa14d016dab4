"""How far this computer's clock is from the server's, which stamps what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_crm.core.clock import from_micros

if TYPE_CHECKING:
    from desktop_crm.store.work import Store

_READY = "SELECT 1"
_NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"


def clock_off(store: Store) -> float:
    """Return by how many seconds this computer's clock is ahead of the server's (less than nothing: behind).

    The server looked at its clock at some instant between the question and the answer: what the way there may
    explain is taken off, down to nothing (after Cristian, 1989). Raises `StoreProblem` where the server is not reached.
    """
    with store.read() as view:
        view.driver.execute(
            _READY
        )  # a transaction begins with its first statement, which takes a way of its own
        asked, began = store.time.now(), store.time.monotonic_ns()
        (micros,) = view.driver.execute(_NOW).fetchone()
        took = (store.time.monotonic_ns() - began) / 1e9
    least = (asked - from_micros(micros)).total_seconds()
    return least if least > 0 else min(least + took, 0.0)
