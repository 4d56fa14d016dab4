"""What a report on key success factors holds: the figures of a period, told as the screens tell them, no finer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desktop_crm.core.frozen import frozen
from desktop_crm.measures.ksf_figures import Choice, KsfTile, Part
from desktop_crm.measures.process_times import ProcessTimes
from desktop_crm.measures.team import TeamService

WAYS = ("process", "team", "channel", "segment")


@frozen
class KsfReport:
    """Key success factors in a period.

    Attributes:
        choice: what was looked at. `team`: the name of the only role, or empty. `made`: when.
        fewest: on how many people figures rest at least.
        parts: of each KSF with figures, by each way of looking, what can be told apart.
    """

    choice: Choice
    team: str
    made: datetime
    fewest: int
    tiles: tuple[KsfTile, ...]
    parts: Mapping[str, Mapping[str, tuple[Part, ...]]]


@frozen
class ProcessReport:
    """Where a process lost its time in a period; `made`: when."""

    choice: Choice
    made: datetime
    fewest: int
    times: ProcessTimes


def ksf_report(
    team: TeamService, choice: Choice, *, team_name: str = "", only: str = "", ways: tuple[str, ...] = WAYS
) -> KsfReport:
    """Return the figures of a period; of one KSF where `only` names it. Asks for the power to supervise."""
    tiles = tuple(tile for tile in team.tiles(choice) if not only or tile.ksf == only)
    parts = {
        tile.ksf: {way: team.parts(choice, ksf=tile.ksf, way=way) for way in ways}
        for tile in tiles
        if tile.figures is not None
    }
    return KsfReport(choice, team_name, team.store.time.now(), team.fewest(), tiles, parts)


def process_report(team: TeamService, choice: Choice, *, process: str) -> ProcessReport:
    """Return where a process lost its time. Asks for the power to supervise; raises `NotFound`."""
    times = team.times(choice, process=process)
    return ProcessReport(choice, team.store.time.now(), team.fewest(), times)
