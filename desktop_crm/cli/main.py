"""The way in: reads the command line, runs one command, and turns every ending into a status and a sentence.

0: done. 1: refused or failed, one sentence on standard error. 2: wrong usage.
"""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from desktop_crm.cli.parsing import WrongUsage, parse
from desktop_crm.core import paths
from desktop_crm.core.clock import SystemTime
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; nothing is raised but what ends the interpreter."""
    for stream in (sys.stdout, sys.stderr):
        # Whatever the terminal is set to: UTF-8, and what can't be written is escaped rather than a failure.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return _run(list(sys.argv[1:] if argv is None else argv))
    except WrongUsage as problem:
        return _end(str(problem), MISUSED)
    except Known as problem:
        return _end(problem.sentence, FAILED)
    except BrokenPipeError:
        # Whoever read our output has gone; the interpreter's own flush at exit must not complain of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return _end(_("Interrupted; what was completed is kept."), INTERRUPTED)
    except Exception as bug:  # noqa: BLE001 - the last door: whatever comes here is our mistake, and is kept
        return _end(_sentence_for(bug), FAILED)


def _run(argv: list[str]) -> int:
    try:
        args = parse(argv)
    except SystemExit as end:  # --help and --version
        return int(end.code or DONE)
    if args.noun is None:
        from desktop_crm.cli.window import open_window

        return int(open_window(args) or DONE)
    status = args.run(args)
    sys.stdout.flush()
    return DONE if status is None else int(status)


def _end(sentence: str, status: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return status


def _sentence_for(bug: Exception) -> str:
    kept = _keep(bug)
    where = _("; what to report is in {file}").format(file=kept) if kept is not None else ""
    return _("The program made a mistake ({kind}){where}. What was completed is kept.").format(
        kind=type(bug).__name__, where=where
    )


def _keep(bug: Exception) -> Path | None:
    """Append a mistake of ours to the log file; return the file, or None when it can't be written."""
    file = paths.data_folder() / "errors.log"
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"\n{SystemTime().now().isoformat()}\n")
            traceback.print_exception(bug, file=log)
        return file
    return None
