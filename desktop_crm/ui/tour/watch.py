"""What the tour watches while it plays: store calls on the GUI thread, and what kept that thread for long."""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from desktop_crm.store.work import Store
from desktop_crm.ui import watchdog


@dataclass
class Watch:
    """What was seen.

    Attributes:
        store_calls: the stack of every store call that was made on the GUI thread; there should be none.
        blocks: how long the GUI thread was kept beyond the limit, in milliseconds, how much of that it computed
            itself (the rest it waited for a processor), and by which code.
        longest_ms: the longest it was kept at all.
        looking: off while the tour itself does what no person at a window does, such as writing pictures.
    """

    store_calls: list[str] = field(default_factory=list)
    blocks: list[tuple[float, float, str]] = field(default_factory=list)
    longest_ms: float = 0.0
    looking: bool = True
    _computed: float = 0.0

    def take(self, dog: watchdog.Watchdog) -> None:
        """Take over what the watchdog saw since the last time, and let it begin anew."""
        computed, before = time.thread_time(), self._computed
        self._computed = computed
        if self.looking:
            self.longest_ms = max(self.longest_ms, dog.longest_ms)
            if dog.longest_ms > watchdog.LIMIT_MS:
                own = min(dog.longest_ms, (computed - before) * 1000)
                self.blocks.append((dog.longest_ms, own, dog.last_stack))
        dog.reset()

    @contextmanager
    def away(self, dog: watchdog.Watchdog) -> Iterator[None]:
        """Look away for the block."""
        self.take(dog)
        self.looking = False
        try:
            yield
        finally:
            self.take(dog)
            self.looking = True


@contextmanager
def watching() -> Iterator[Watch]:
    """Record for the block what touches the store on the thread that calls this, which is the GUI's.

    The store's two doors are replaced for the time; what goes through them is not changed.
    """
    watch, here = Watch(), threading.get_ident()
    read, write = Store.read, Store.write

    def note() -> None:
        if threading.get_ident() == here:
            watch.store_calls.append("".join(traceback.format_stack(limit=12)[:-2]))

    def noted_read(self: Store) -> Any:
        note()
        return read(self)

    def noted_write(self: Store, actor: Any) -> Any:
        note()
        return write(self, actor)

    quiet = logging.getLogger(watchdog.__name__)
    before = quiet.level
    setattr(Store, "read", noted_read)  # noqa: B010 - a method is replaced on purpose
    setattr(Store, "write", noted_write)  # noqa: B010
    quiet.setLevel(logging.ERROR)  # it is told in the tour's own figures
    try:
        yield watch
    finally:
        setattr(Store, "read", read)  # noqa: B010
        setattr(Store, "write", write)  # noqa: B010
        quiet.setLevel(before)
