"""Routes that only lead on are taken out of a net; a gateway becomes part of the work before or after it."""

from __future__ import annotations

from desktop_crm.exchange.bpmn.net import Knot, Net, Way, tells_itself
from desktop_crm.process.model import Join, Split


def shorten(net: Net) -> None:
    """Take out what only leads on, and give divisions and joins to the work beside them."""
    net.connect()
    _happen(net)
    net.connect()
    match_inclusive(net)
    _bypass(net)
    net.connect()
    _fold_joins(net)
    net.connect()
    _fold_splits(net)
    net.connect()
    _drop_doubles(net)
    net.connect()


def _happen(net: Net) -> None:
    """Which of several events came first is said once: the choice is the event, and what follows it follows."""
    gone: set[Knot] = set()
    for knot in net.knots:
        if knot.node is None or knot.node.tag != "eventBasedGateway":
            continue
        for way in knot.ways:
            event = way.to
            waits = event.node is not None and event.node.tag == "intermediateCatchEvent"
            if waits and len(event.into) == 1 and len(event.ways) == 1 and event not in gone:
                way.name = way.name or event.name
                way.to = event.ways[0].to
                gone.add(event)
    net.knots = [knot for knot in net.knots if knot not in gone]


def match_inclusive(net: Net) -> None:
    """Several of the branches, those whose conditions hold: all are entered, and work is passed over.

    That is the same where each branch is a line of work up to the gateway that joins them all. Elsewhere all
    branches are offered, and nothing waits for all of them.
    """
    for knot in net.knots:
        if not knot.inclusive or len(knot.ways) < 2:
            continue
        knot.split = Split.ALL
        lines = [_line(way) for way in knot.ways]
        ends = {end for _work, end in lines}
        meeting = next(iter(ends))
        if len(ends) != 1 or meeting is None or not meeting.inclusive:
            continue
        if len(meeting.into) != len(lines):
            continue
        meeting.join = Join.ALL
        for way, (work, _end) in zip(knot.ways, lines, strict=True):
            for one in work:
                one.guards.append(way)


def _line(way: Way) -> tuple[list[Knot], Knot | None]:
    """Return the work that a way leads through, and the route where it meets others."""
    work: list[Knot] = []
    knot = way.to
    while len(knot.into) == 1 and len(knot.ways) == 1 and knot.kind in {"work", "route"}:
        if knot.kind == "work":
            work.append(knot)
        knot = knot.ways[0].to
    return work, knot if knot.kind == "route" and len(knot.into) > 1 else None


def _bypass(net: Net) -> None:
    """Lead past routes with one way out, except where several ways meet before a join that waits for all."""
    leads: dict[Knot, Knot] = {}
    for knot in net.knots:
        _resolve(knot, leads)
    kept: set[Knot] = set()
    for knot in net.knots:
        used: set[Knot] = set()
        for way in knot.ways:
            target = leads[way.to]
            # Side by side, two ways to the same place stay two where that place can tell them apart.
            if target in used and knot.split is Split.ALL and target.join is Join.ALL:
                kept.add(way.to)
                continue
            used.add(target)
            way.to = target
    net.start = list(dict.fromkeys(leads[knot] for knot in net.start))
    net.start = _started(net.start)
    net.knots = [knot for knot in net.knots if knot.kind != "start" and (leads[knot] is knot or knot in kept)]


def _started(starts: list[Knot]) -> list[Knot]:
    found: list[Knot] = []
    for knot in starts:
        found += [way.to for way in knot.ways] if knot.kind == "start" else [knot]
    return list(dict.fromkeys(found))


def _resolve(knot: Knot, leads: dict[Knot, Knot]) -> None:
    """Note for a knot, and all on the way from it, where a flow to it leads in the end."""
    path: list[Knot] = []
    on_path: set[Knot] = set()
    while knot not in leads and knot not in on_path and _only_leads_on(knot):
        path.append(knot)
        on_path.add(knot)
        knot = knot.ways[0].to
    if knot not in leads:
        leads[knot] = knot
        if knot in on_path:  # routes that lead round to themselves: one stays
            path = path[: path.index(knot)] + path[path.index(knot) + 1 :]
    target = leads[knot]
    for one in reversed(path):
        if target.join is Join.ALL and len(one.into) > 1:
            target = one
        leads[one] = target


def _only_leads_on(knot: Knot) -> bool:
    return (
        knot.kind == "route"
        and len(knot.ways) == 1
        and (not knot.name or _is_gateway(knot))
        and not _waits(knot)
    )


def _is_gateway(knot: Knot) -> bool:
    return knot.node is not None and knot.node.tag.endswith("Gateway")


def _waits(knot: Knot) -> bool:
    return knot.join is Join.ALL and len(knot.into) > 1


def _fold_joins(net: Net) -> None:
    """A join before work that nothing else leads to is that work's own."""
    gone: dict[Knot, Knot] = {}
    for knot in net.knots:
        if knot.kind != "route" or len(knot.ways) != 1 or not _waits(knot) or knot in net.start:
            continue
        after = knot.ways[0].to
        if after.kind == "work" and len(after.into) == 1 and after not in net.start and after is not knot:
            after.join = Join.ALL
            gone[knot] = after
    for knot in net.knots:
        for way in knot.ways:
            way.to = gone.get(way.to, way.to)
    net.knots = [knot for knot in net.knots if knot not in gone]


def _fold_splits(net: Net) -> None:
    """A division right after work that leads nowhere else is that work's own."""
    gone: set[Knot] = set()
    for knot in net.knots:
        while len(knot.ways) == 1 and knot not in gone and knot.kind == "work":
            after = knot.ways[0].to
            plain = after.kind == "route" and len(after.ways) > 1 and len(after.into) == 1
            plain = plain and (knot.by_person or after.split is Split.ALL or tells_itself(after))
            if not plain or after in gone or after in net.start or after is knot or knot.guards:
                break
            knot.ways, knot.split = after.ways, after.split
            knot.asked, knot.chooses = after.asked or knot.asked, after.chooses
            knot.inclusive = after.inclusive
            gone.add(after)
    net.knots = [knot for knot in net.knots if knot not in gone]


def _drop_doubles(net: Net) -> None:
    """Side by side, two ways to one place say no more than one."""
    for knot in net.knots:
        if knot.split is Split.ALL:
            knot.ways = list({way.to: way for way in reversed(knot.ways)}.values())[::-1]


def put_in_order(net: Net) -> None:
    """Put the knots in the order in which a case comes to them; those out of reach come last."""
    found = dict.fromkeys(net.start)
    waiting = list(found)
    for knot in waiting:
        for way in knot.ways:
            if way.to not in found:
                found[way.to] = None
                waiting.append(way.to)
    rest = [knot for knot in net.knots if knot not in found]
    net.knots = [*found, *rest]
