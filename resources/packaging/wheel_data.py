"""What travels inside the product besides code, and the build hook that puts it into a wheel."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA_FOLDERS = ("resources", "migrations")
LEFT_OUT = {"__pycache__", "packaging"}


def data_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each data file below the checkout `root` and its place in the product: `desktop_crm/_data/…`."""
    for folder in DATA_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and not LEFT_OUT.intersection(relative.parts):
                yield path, f"desktop_crm/_data/{relative.as_posix()}"


class WheelData(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is the builder's own configuration
    """Adds the data files to a wheel; an editable install reads them where they stand."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend `build_data` for the wheel `version` ("standard" or "editable") about to be built."""
        if version == "standard":
            build_data["force_include"] |= {str(path): place for path, place in data_files(Path(self.root))}
