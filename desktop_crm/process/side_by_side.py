"""Several views of how the work runs, side by side: how each differs from the same version, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_crm.process.differences import differences
from desktop_crm.process.model import Model


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One place where views differ from what they are compared with.

    Attributes:
        place: where, as findings name it. `views`: for each view its sentences there; none: as it was.
        agreed: all views say the same of it.
    """

    place: str
    views: tuple[tuple[str, ...], ...]

    @property
    def agreed(self) -> bool:
        """Whether all views say the same."""
        return len(set(self.views)) == 1


def side_by_side(base: Model, views: Sequence[Model]) -> tuple[ViewRow, ...]:
    """Return the places where any of the `views` differs from `base`, in the model's order.

    What all agree on stands last: what is to be talked about comes first.
    """
    said: list[dict[str, list[str]]] = []
    places: dict[str, None] = {}
    for view in views:
        mine: dict[str, list[str]] = {}
        for one in differences(base, view):
            mine.setdefault(one.place, []).append(one.sentence)
            places.setdefault(one.place)
        said.append(mine)
    rows = [ViewRow(place, tuple(tuple(mine.get(place, ())) for mine in said)) for place in places]
    return tuple(sorted(rows, key=lambda row: row.agreed))
