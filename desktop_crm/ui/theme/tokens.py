"""The design's numbers: written in ``resources/tokens.toml``, read once from what that was compiled to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_crm.core import paths
from desktop_crm.core.frozen import frozen

KEPT = "tokens.json"


@frozen
class TypeToken:
    """One kind of text: its size as a factor of the system font, its weight, its line height in pixels."""

    factor: float
    weight: int
    line: int


@frozen
class ClockToken:
    """How one clock state looks; `colour` and `fill` are names of colour roles (``none``: no fill)."""

    shape: str
    colour: str
    fill: str
    dashed: bool


@frozen
class Tokens:
    """All tokens. Sizes are device-independent pixels, durations milliseconds.

    Attributes:
        light: colour role → ``#RRGGBB``; `dark` has the same roles.
        palette: `QPalette` role → colour role; `palette_disabled` differs where it is named.
    """

    light: Mapping[str, str]
    dark: Mapping[str, str]
    palette: Mapping[str, str]
    palette_disabled: Mapping[str, str]
    space: Mapping[str, int]
    radius: Mapping[str, int]
    line: Mapping[str, int]
    height: Mapping[str, int]
    width: Mapping[str, Any]
    duration: Mapping[str, int]
    icon_size: Mapping[str, int]
    icon_name: Mapping[str, str]
    type: Mapping[str, TypeToken]
    clock: Mapping[str, ClockToken]
    body_points: float


def _clock(entry: Mapping[str, str]) -> ClockToken:
    return ClockToken(entry["shape"], entry["colour"], entry["fill"], "dashed" in entry.get("outline", ""))


def load(file: Path | None = None) -> Tokens:
    """Return the tokens of `file`, as `compiling` writes them (default: the shipped ones)."""
    raw = json.loads((file or paths.resources() / KEPT).read_text("utf-8"))
    kinds = {name: entry for name, entry in raw["type"].items() if isinstance(entry, dict)}
    return Tokens(
        light=raw["color"]["light"],
        dark=raw["color"]["dark"],
        palette={role: name for role, name in raw["palette"].items() if isinstance(name, str)},
        palette_disabled=raw["palette"]["disabled"],
        space=raw["space"],
        radius=raw["radius"],
        line=raw["line"],
        height=raw["height"],
        width=raw["width"],
        duration=raw["duration"],
        icon_size={name: size for name, size in raw["icon"].items() if isinstance(size, int)},
        icon_name=raw["icon"]["name"],
        type={name: TypeToken(e["factor"], e["weight"], e["line"]) for name, e in kinds.items()},
        clock={state: _clock(entry) for state, entry in raw["clock"].items()},
        body_points=kinds["body"]["points"],
    )
