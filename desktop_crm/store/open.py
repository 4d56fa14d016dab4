"""Opening a store: what is wrong with a file is said in one sentence before anything is written to it."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.core.clock import TimeSource
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.files import kind_of
from desktop_crm.store.work import Store


def open_store(path: Path, key: bytes | None = None, time: TimeSource | None = None) -> Store:
    """Open the store at `path`.

    Raises `StoreProblem` when it is missing, not a store, newer, older, damaged, locked, has lost its
    triggers, or doesn't open with this key.
    """
    refuse_unfit(path, key)
    return Store(path, key, time=time)


def refuse_unfit(path: Path, key: bytes | None) -> None:
    """Raise `StoreProblem` for a file that its first bytes already show to be no store for this key."""
    sentence = {
        "missing": _(
            "There is no store at {location}. Make one with “desktop-crm store create”, or name another."
        ),
        "folder": _("{location} is a folder, not a store. Name the store's file."),
        "empty": _(
            "The file {location} is empty, so it is not a store; nothing was changed. Restore a backup."
        ),
        "plain": _("The store {location} is not encrypted, so no key opens it. Leave the key file out."),
        "other": _(
            "{location} is encrypted or not a store; nothing was changed. Give its key with --key-file."
        ),
    }
    kind = kind_of(path)
    if kind == ("other" if key is not None else "plain"):
        return
    raise StoreProblem(sentence[kind].format(location=path))
