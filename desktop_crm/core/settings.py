"""A user's own settings of this machine: a small JSON file, written whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_crm.core import paths

# Where the store is, and whose password of which store the keyring keeps; never a password.
_STORE, _LOGINS = "store", "kept_log_ins"


class Settings:
    """Named values kept between sessions; a damaged file counts as empty and is kept aside."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or paths.config_folder() / "settings.json"
        self._values: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self.file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (ValueError, UnicodeDecodeError):
            self.file.replace(self.file.with_suffix(".damaged"))
            return {}
        return values if isinstance(values, dict) else {}

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value kept under `name`."""
        return self._values.get(name, default)

    def put(self, values: Mapping[str, Any]) -> None:
        """Keep `values`; the file is replaced in one step, so a crash leaves the old one."""
        self._values.update(values)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.file.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps(self._values, indent=1, sort_keys=True), "utf-8")
        scratch.replace(self.file)


def remembered_store(settings: Settings) -> str | None:
    """Return the address of the store that was chosen in the log-in window; None: that on this computer."""
    found = settings.get(_STORE)
    return found if isinstance(found, str) and found else None


def remember_store(settings: Settings, address: str) -> None:
    """Begin with the store at `address` from now on; empty: with that on this computer."""
    settings.put({_STORE: address})


def remembered_login(settings: Settings, store: str) -> str | None:
    """Return who asked that the keyring keeps their password of a store, so that it is not asked for here."""
    found = settings.get(_LOGINS)
    login = found.get(store) if isinstance(found, dict) else None
    return login if isinstance(login, str) and login else None


def remember_login(settings: Settings, store: str, login: str | None) -> None:
    """Note whose password the keyring keeps for a store; None: nobody's any more."""
    found = settings.get(_LOGINS)
    kept = {key: value for key, value in found.items() if key != store} if isinstance(found, dict) else {}
    settings.put({_LOGINS: kept | ({store: login} if login else {})})
