"""Build hook: resources and migrations travel inside the wheel, as `desktop_crm/_data`."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA_FOLDERS = ("resources", "migrations")
LEFT_OUT = {"__pycache__", "packaging"}


class WheelData(BuildHookInterface):  # type: ignore[type-arg]  # its parameter is the builder's own configuration
    """Adds every file of the data folders to a wheel; an editable install reads them where they stand."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Extend `build_data` for the wheel `version` ("standard" or "editable") about to be built."""
        if version != "standard":
            return
        root = Path(self.root)
        for folder in DATA_FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                relative = path.relative_to(root)
                if path.is_file() and not LEFT_OUT.intersection(relative.parts):
                    build_data["force_include"][str(path)] = f"desktop_crm/_data/{relative.as_posix()}"
