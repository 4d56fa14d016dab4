"""Backups: a verified copy of a store made while it is in use, and a store put back from one."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_crm.core.clock import SystemTime, TimeSource, to_micros
from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id
from desktop_crm.store.copying import Copied, copy_store, damage
from desktop_crm.store.driver import connect, fold_in, known_errors
from desktop_crm.store.files import SIDE_FILES, file_errors, free_name, kind_of, scratch_beside, sync_folder
from desktop_crm.store.identity import REVISIONS, revision_of, verified
from desktop_crm.store.open import refuse_unfit

_NOTED_WITHIN = 1_000  # milliseconds, if somebody is writing


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the store that is now in place, and where the one it replaced is kept, if any."""

    store: Copied
    replaced: Path | None


def backup_store(path: Path, target: Path, key: bytes | None = None) -> Copied:
    """Copy the store at `path` to the new file `target`, online; encrypted, it has the same key.

    Raises `StoreProblem` when the store is damaged, or `target` exists or can't be written.
    """
    refuse_unfit(path, key)
    with known_errors(path):
        reading = connect(path, key, writes=False)
        try:
            verified(reading, path)
        finally:
            reading.close()
    made = copy_store(path, target, key)
    return replace(made, noted=_note_copy(path, target, key))


def _note_copy(path: Path, copy: Path, key: bytes | None) -> bool:
    """Let a store remember a copy of it, for whoever is erased later is in that still; tell whether it could."""
    writing = connect(path, key, writes=True)
    try:
        writing.execute(f"PRAGMA busy_timeout = {_NOTED_WITHIN}").fetchall()
        now, place = to_micros(SystemTime().now()), str(copy.resolve())
        with known_errors(path):
            writing.execute("INSERT INTO store_copy VALUES (?, ?, ?)", (new_id().bytes, now, place))
    except StoreProblem:
        return False  # the copy is whole all the same
    finally:
        writing.close()
    return True


def restore_store(
    path: Path, backup: Path, key: bytes | None = None, time: TimeSource | None = None
) -> Restored:
    """Put a verified copy of `backup` in the place of the store at `path`, which is kept beside it.

    Raises `StoreProblem` when the backup is damaged or newer than this release, or the store is in use;
    then the store is as it was.
    """
    refuse_unfit(backup, key)
    _verify(backup, key)
    if path.exists() and backup.exists() and path.samefile(backup):
        raise StoreProblem(
            _("{location} is the store itself; nothing was changed. Name a backup.").format(location=backup)
        )
    replaced = None
    if kind_of(path) != "missing":
        _leave_alone(path, key)
        replaced = free_name(path, f"replaced-{(time or SystemTime()).now():%Y%m%d-%H%M%S}")
    with scratch_beside(path) as scratch:
        copied = copy_store(backup, scratch, key)
        with file_errors(path):
            if replaced is not None:
                _keep(path, replaced)
            scratch.replace(path)
            sync_folder(path.parent)
    return Restored(Copied(path, copied.rows, copied.size), replaced)


def _verify(backup: Path, key: bytes | None) -> None:
    """Raise `StoreProblem` unless `backup` is a whole store of this or an earlier release."""
    with known_errors(backup):
        reading = connect(backup, key, writes=False)
        try:
            if revision_of(reading, backup) not in REVISIONS:
                verified(reading, backup)
            if damage(reading):
                raise StoreProblem(
                    _(
                        "The backup {location} is damaged; the store was not changed. Use another backup."
                    ).format(location=backup)
                )
        finally:
            reading.close()


def _leave_alone(path: Path, key: bytes | None) -> None:
    """Raise `StoreProblem` while another program has the store open, unless it is too damaged to be asked.

    A damaged store is replaced all the same: that is what backups are for.
    """
    try:
        fold_in(path, key)
    except StoreProblem as problem:
        cause = str(problem.__cause__)
        if "locked" in cause or "busy" in cause:
            raise


def _keep(path: Path, replaced: Path) -> None:
    """Give the replaced store a second name; its own is taken over by the restored one in one step."""
    # A write-ahead log left by a damaged store must not be taken for the restored one's.
    for suffix in SIDE_FILES:
        side = path.with_name(path.name + suffix)
        if side.exists():
            side.rename(replaced.with_name(replaced.name + suffix))
    try:
        os.link(path, replaced)
    except OSError:
        path.rename(replaced)
