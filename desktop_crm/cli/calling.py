"""`call --register`: this program as the one that the desktop opens telephone links with."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from desktop_crm.cli.output import give
from desktop_crm.core import paths
from desktop_crm.core.errors import Known
from desktop_crm.core.i18n import _

_NAME = "desktop-crm-call.desktop"
_SCHEMES = ("tel", "callto")
_ENTRY = """[Desktop Entry]
Type=Application
Name=Desktop CRM
Comment={comment}
Exec={command}
Terminal=false
NoDisplay=true
MimeType={kinds}
"""


def register(args: argparse.Namespace) -> int:
    """Write the entry by which the desktop knows the program, and ask for its telephone links."""
    if not sys.platform.startswith("linux"):
        raise Known(
            _("Telephone links are given to a program in this system's own settings; nothing was changed.")
        )
    folder = paths.data_folder().parent / "applications"
    entry = folder / _NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        entry.write_text(_entry(args.store), encoding="utf-8")
    except OSError as error:
        raise Known(
            _("{file} can't be written: {why}; nothing was changed.").format(
                file=entry, why=error.strerror or error
            )
        ) from error
    asked = _make_default()
    told = _("A click on a telephone number opens the caller's file from now on ({file}).")
    if not asked:
        told = _("{file} is written; choose Desktop CRM for telephone links in the settings of your desktop.")
    give(args, {"file": entry, "default": asked}, [told.format(file=entry)])
    return 0


def _entry(store: str | None) -> str:
    named = [] if store is None or "://" in store else ["--store", str(Path(store).absolute())]
    command = [*_program(), *named, "call", "%u"]
    return _ENTRY.format(
        comment=_("Opens the file of who calls"),
        command=" ".join(_quoted(one) for one in command),
        kinds="".join(f"x-scheme-handler/{scheme};" for scheme in _SCHEMES),
    )


def _program() -> list[str]:
    """How this program was started: the application itself, or Python with the package."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "desktop_crm"]


def _quoted(argument: str) -> str:
    """An argument as the Desktop Entry Specification wants it: a percent sign is doubled, but of the link's own."""
    if argument == "%u":
        return argument
    doubled = argument.replace("%", "%%")
    return doubled if shlex.quote(argument) == argument else f'"{doubled}"'


def _make_default() -> bool:
    """Ask the desktop to use the entry; False where it has no command for that, or refuses."""
    asker = shutil.which("xdg-mime")
    if asker is None:
        return False
    kinds = [f"x-scheme-handler/{scheme}" for scheme in _SCHEMES]
    done = subprocess.run(
        [asker, "default", _NAME, *kinds], check=False, capture_output=True, timeout=10, env=dict(os.environ)
    )
    return done.returncode == 0
