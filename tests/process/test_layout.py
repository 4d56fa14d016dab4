"""Drawings of any boxes and arcs: nothing covers anything, lines keep off boxes and off each other."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from desktop_crm.process.layout import Arc, Area, Box, Layout, lay_out

Drawing = tuple[list[Box], list[Arc]]


@st.composite
def drawings(draw: DrawFn, *, most: int = 12) -> Drawing:
    """Boxes of different sizes in some lanes, and arcs of any kind: long ones, loops, several between two."""
    count = draw(st.integers(1, most))
    sizes = st.sampled_from([(32, 32), (160, 56), (160, 72)])
    boxes = []
    for number in range(count):
        width, height = draw(sizes)
        room = draw(st.sampled_from([0, 100]))
        boxes.append(Box(f"box {number}", width, height, draw(st.integers(0, 3)), room))
    end = st.integers(0, count - 1)
    pairs = draw(st.lists(st.tuples(end, end, st.sampled_from([0, 60, 140])), max_size=2 * count))
    arcs = [Arc(f"box {one}", f"box {two}", wide, 28 if wide else 0) for one, two, wide in pairs]
    return boxes, arcs


def apart(one: Area, other: Area) -> bool:
    return one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


def holds(outer: Area, inner: Area) -> bool:
    return (
        outer.x <= inner.x
        and inner.right <= outer.right
        and outer.y <= inner.y
        and inner.bottom <= outer.bottom
    )


def pieces(layout: Layout, arc: int) -> list[tuple[int, int, int, int]]:
    """The straight pieces of a line: left, top, right, bottom."""
    found = []
    for (x1, y1), (x2, y2) in itertools.pairwise(layout.lines[arc].points):
        assert (x1 == x2) != (y1 == y2), "level or upright, and of some length"
        found.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    return found


@given(drawings())
def test_boxes_stand_apart_each_in_its_lane_and_lanes_below_each_other(drawing: Drawing) -> None:
    boxes, arcs = drawing
    layout = lay_out(boxes, arcs)
    whole = Area(0, 0, layout.width, layout.height)
    for box, area in zip(boxes, layout.areas, strict=True):
        assert (area.width, area.height) == (box.width, box.height)
        assert holds(layout.lanes[box.lane], area)
        assert holds(whole, area)
    assert all(apart(one, other) for one, other in itertools.combinations(layout.areas, 2))
    assert all(one.bottom == other.y for one, other in itertools.pairwise(layout.lanes))


@given(drawings())
def test_lines_lead_from_border_to_border_and_cross_no_box(drawing: Drawing) -> None:
    boxes, arcs = drawing
    layout = lay_out(boxes, arcs)
    place = {box.key: area for box, area in zip(boxes, layout.areas, strict=True)}
    for number, (arc, line) in enumerate(zip(arcs, layout.lines, strict=True)):
        source, target = place[arc.source], place[arc.target]
        assert line.points[0] == (source.right, source.middle[1])
        assert line.points[-1] == (target.x, target.middle[1])
        for left, top, right, bottom in pieces(layout, number):
            assert 0 <= left <= right <= layout.width
            assert 0 <= top <= bottom <= layout.height
            for area in layout.areas:
                beside = right <= area.x or area.right <= left
                assert beside or bottom <= area.y or area.bottom <= top, (arc, area)


@given(drawings())
def test_what_leads_on_goes_right_and_what_leads_back_says_so(drawing: Drawing) -> None:
    boxes, arcs = drawing
    layout = lay_out(boxes, arcs)
    forward: dict[str, list[str]] = {}
    for arc, line in zip(arcs, layout.lines, strict=True):
        if not line.back:
            assert all(one[0] <= other[0] for one, other in itertools.pairwise(line.points))
            forward.setdefault(arc.source, []).append(arc.target)
    for arc, line in zip(arcs, layout.lines, strict=True):
        if line.back:  # without it there would be a way round
            seen, waiting = set[str](), [arc.target]
            while waiting:
                one = waiting.pop()
                if one not in seen:
                    seen.add(one)
                    waiting += forward.get(one, [])
            assert arc.source in seen


@given(drawings())
def test_lines_that_share_no_end_never_lie_on_each_other(drawing: Drawing) -> None:
    boxes, arcs = drawing
    layout = lay_out(boxes, arcs)
    for one, other in itertools.combinations(range(len(arcs)), 2):
        if arcs[one].source == arcs[other].source or arcs[one].target == arcs[other].target:
            continue
        for left, top, right, bottom in pieces(layout, one):
            for left2, top2, right2, bottom2 in pieces(layout, other):
                if top == bottom == top2 == bottom2:
                    assert right <= left2 or right2 <= left, (arcs[one], arcs[other])
                elif left == right == left2 == right2:
                    assert bottom <= top2 or bottom2 <= top, (arcs[one], arcs[other])


@given(drawings())
def test_what_is_written_on_a_line_covers_no_box(drawing: Drawing) -> None:
    boxes, arcs = drawing
    layout = lay_out(boxes, arcs)
    for arc, line in zip(arcs, layout.lines, strict=True):
        assert (line.label is None) == (arc.label_width == 0)
        if line.label is not None:
            assert (line.label.width, line.label.height) == (arc.label_width, arc.label_height)
            assert all(apart(line.label, area) for area in layout.areas)
            assert line.label.x >= 0
            assert line.label.right <= layout.width


@given(drawings(most=40))
@settings(max_examples=30)
def test_the_same_drawing_is_laid_out_the_same(drawing: Drawing) -> None:
    boxes, arcs = drawing
    assert lay_out(boxes, arcs) == lay_out(list(boxes), list(arcs))


def test_a_plain_sequence_is_one_straight_line() -> None:
    boxes = [Box(str(number), 160, 56) for number in range(4)]
    layout = lay_out(boxes, [Arc(str(number), str(number + 1)) for number in range(3)])
    assert len({area.y for area in layout.areas}) == 1
    assert all(len(line.points) == 2 for line in layout.lines)
    assert [area.x for area in layout.areas] == sorted(area.x for area in layout.areas)


def test_two_steps_that_change_lanes_cross_once_and_do_not_run_on_each_other() -> None:
    boxes = [Box("a", 160, 56, 0), Box("b", 160, 56, 1), Box("c", 160, 56, 0), Box("d", 160, 56, 1)]
    layout = lay_out(boxes, [Arc("a", "d"), Arc("b", "c")])
    down, up = layout.lines
    assert len(down.points) + len(up.points) == 10, "one of both is bent once more"


def test_a_long_arc_passes_straight_beside_the_boxes_that_it_leaves_out() -> None:
    boxes = [Box(str(number), 160, 56) for number in range(6)]
    arcs = [Arc(str(number), str(number + 1)) for number in range(5)]
    layout = lay_out(boxes, [*arcs, Arc("0", "5")])
    assert len(layout.lines[-1].points) == 6
    assert all(len(line.points) == 2 for line in layout.lines[:-1])


def test_nothing_gives_an_empty_drawing() -> None:
    layout = lay_out([], [])
    assert layout.areas == layout.lines == layout.lanes == ()
