"""How a drawn process ends: the work before an end concludes the case, or a step of its own does."""

from __future__ import annotations

from desktop_crm.core.i18n import _
from desktop_crm.exchange.bpmn.net import Knot, Net
from desktop_crm.exchange.bpmn.remarks import Remarks
from desktop_crm.process.model import Split


def conclude(net: Net, remarks: Remarks) -> None:
    """Make ends into concluding steps.

    A drawing is over when nothing runs any more; a case when its concluding contact is made. Where work runs
    side by side, all ends therefore lead to one conclusion, which waits for whatever is open.
    """
    ends = [knot for knot in net.knots if knot.kind == "end"]
    several = len(net.start) > 1 or any(knot.split is Split.ALL and len(knot.ways) > 1 for knot in net.knots)
    if several:
        ends = _gathered(net, ends, remarks)
    _lead_loose_ends(net, ends, several=several)
    net.connect()
    gone: set[Knot] = set()
    for end in ends:
        before = end.into[0] if len(end.into) == 1 and end not in net.start else None
        if before is not None and before.by_person and len(before.ways) == 1 and not before.guards:
            before.concluding, before.ways = True, []
            gone.add(end)
        elif not end.into and end not in net.start:
            _note(end, remarks, _("nothing leads to this end."))
            gone.add(end)
        else:
            end.kind, end.concluding = "work", True
            end.name = end.name or _("Conclude")
    net.knots = [knot for knot in net.knots if knot not in gone]
    net.connect()


def _note(end: Knot, remarks: Remarks, sentence: str) -> None:
    if end.node is not None:
        remarks.left_out(end.node.tag, end.node.id, end.node.name, sentence)


def _gathered(net: Net, ends: list[Knot], remarks: Remarks) -> list[Knot]:
    if len(ends) < 2:
        return ends
    first = next((end for end in ends if not end.terminates and end.name), ends[0])
    for knot in net.knots:
        for way in knot.ways:
            if way.to.kind == "end":
                way.to = first
    for end in ends:
        if end is not first and end.node is not None:
            remarks.rewritten(
                end.node.tag,
                end.node.id,
                end.node.name,
                _("work runs side by side, so all ends lead to one conclusion."),
            )
    net.start = list(dict.fromkeys(first if knot.kind == "end" else knot for knot in net.start))
    net.knots = [knot for knot in net.knots if knot.kind != "end" or knot is first]
    return [first]


def _lead_loose_ends(net: Net, ends: list[Knot], *, several: bool) -> None:
    """Work after which nothing is drawn ends the process too."""
    loose = [knot for knot in net.knots if not knot.ways and knot.kind != "end"]
    for knot in loose:
        if knot.by_person and not several and not knot.guards:
            knot.concluding = True
            continue
        if not ends:
            ends.append(Knot("end", ""))
            net.knots.append(ends[0])
        knot.lead(ends[0])
