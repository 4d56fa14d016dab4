"""Store files on disk: made under another name and put in place in one step, with errors in a sentence."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.core.ids import new_id

SIDE_FILES = ("-wal", "-shm", "-journal")
SQLITE_HEADER = b"SQLite format 3\0"


@contextmanager
def file_errors(location: object) -> Iterator[None]:
    """Turn what the file system refuses into `StoreProblem`."""
    try:
        yield
    except OSError as error:
        raise StoreProblem(_sentence(error).format(location=location, why=error.strerror)) from error


def _sentence(error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return _(
            "The disk is full, so {location} could not be written; nothing was changed. "
            "Make room, then try again."
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return _(
            "{location} may not be written to or read; nothing was changed. "
            "Ask for permission on the file and its folder."
        )
    return _("{location} can't be used ({why}); nothing was changed. Check the path.")


@contextmanager
def scratch_beside(path: Path) -> Iterator[Path]:
    """Give a name in the same folder to build a store under; whatever is left there is removed afterwards."""
    with file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{new_id().hex[-12:]}")
    try:
        yield scratch
    finally:
        for suffix in ("", *SIDE_FILES):
            scratch.with_name(scratch.name + suffix).unlink(missing_ok=True)


def put_in_place(scratch: Path, path: Path) -> None:
    """Give a finished file its name, in one step and never over another file.

    Raises `StoreProblem` when something of that name is there.
    """
    try:
        os.link(scratch, path)
    except FileExistsError as error:
        raise StoreProblem(
            _("There is a file at {location} already; nothing was changed. Choose another place.").format(
                location=path
            )
        ) from error
    except OSError:
        # A file system without links: the check and the step are two, which is the best it can do.
        refuse_existing(path)
        with file_errors(path):
            scratch.replace(path)
    sync_folder(path.parent)


def refuse_existing(path: Path) -> None:
    """Raise `StoreProblem` when there is something at `path`."""
    if os.path.lexists(path):
        raise StoreProblem(
            _("There is a file at {location} already; nothing was changed. Choose another place.").format(
                location=path
            )
        )


def free_name(path: Path, mark: str) -> Path:
    """Return a name beside `path` that says `mark`, and that no file has yet."""
    candidate = path.with_name(f"{path.stem}.{mark}{path.suffix}")
    count = 1
    while os.path.lexists(candidate):
        count += 1
        candidate = path.with_name(f"{path.stem}.{mark}-{count}{path.suffix}")
    return candidate


def sync_folder(folder: Path) -> None:
    """Make a new or changed name survive a power cut, where the system lets folders be opened."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def kind_of(path: Path) -> str:
    """Return ``missing``, ``folder``, ``empty``, ``plain`` (SQLite) or ``other`` (encrypted, or foreign)."""
    if path.is_dir():
        return "folder"
    with file_errors(path):
        try:
            with path.open("rb") as file:
                start = file.read(len(SQLITE_HEADER))
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
    if not start:
        return "empty"
    return "plain" if start == SQLITE_HEADER else "other"
