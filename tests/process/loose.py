"""Random processes that nobody thought about: flows anywhere, joins that never fire, loops without exit."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from desktop_crm.process.model import Event, Flow, Join, Process, Split, Step


@st.composite
def loose_processes(draw: DrawFn, *, most_steps: int = 6) -> Process:
    """Draw a process whose steps lead anywhere; about half of those without flows conclude it."""
    codes = [f"s{number}" for number in range(draw(st.integers(1, most_steps)))]
    steps = []
    for code in codes:
        targets = draw(st.lists(st.sampled_from(codes), max_size=3, unique=True))
        steps.append(
            Step(
                code,
                draw(st.sampled_from(["", "work", "work"])),
                flows=tuple(Flow(to) for to in targets),
                split=draw(st.sampled_from(Split)),
                join=draw(st.sampled_from([Join.ANY, Join.ANY, Join.ALL])),
                skippable=draw(st.integers(0, 3)) == 0,
                concluding=not targets and draw(st.booleans()),
            )
        )
    start = draw(st.lists(st.sampled_from(codes), min_size=1, max_size=2, unique=True))
    return Process("p", "P", Event("begin"), Event("end", "out"), tuple(start), tuple(steps))
