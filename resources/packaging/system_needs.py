"""What the operating system must lend: libraries for Qt, an X server, a font, tools for the build."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Need(NamedTuple):
    """A shared library or a program, with the Debian package that holds it."""

    name: str
    package: str


# What QtGui and QtWidgets are linked against: without these no window opens, not even offscreen.
QT_LIBRARIES = (
    Need("libEGL.so.1", "libegl1"),
    Need("libGL.so.1", "libgl1"),
    Need("libfontconfig.so.1", "libfontconfig1"),
    Need("libfreetype.so.6", "libfreetype6"),
    Need("libdbus-1.so.3", "libdbus-1-3"),
    Need("libglib-2.0.so.0", "libglib2.0-0"),
    Need("libxkbcommon.so.0", "libxkbcommon0"),
    Need("libX11.so.6", "libx11-6"),
)

# What Qt's xcb plugin is linked against besides: needed on a real X server.
X_LIBRARIES = (
    Need("libX11-xcb.so.1", "libx11-xcb1"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4"),
    Need("libxcb-image.so.0", "libxcb-image0"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Need("libxcb-randr.so.0", "libxcb-randr0"),
    Need("libxcb-render-util.so.0", "libxcb-render-util0"),
    Need("libxcb-render.so.0", "libxcb-render0"),
    Need("libxcb-shape.so.0", "libxcb-shape0"),
    Need("libxcb-shm.so.0", "libxcb-shm0"),
    Need("libxcb-sync.so.1", "libxcb-sync1"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)

X_SERVER = (Need("Xvfb", "xvfb"), Need("xauth", "xauth"))
# The server's programs lie off the path on Debian, in a folder of their version.
DATABASE = Need("initdb", "postgresql")
DATABASE_FOLDER = Path("/usr/lib/postgresql")
BUILD_TOOLS = (Need("objdump", "binutils"), Need("objcopy", "binutils"))
FONT = Need("any font", "fonts-dejavu-core")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")


def has_library(name: str) -> bool:
    """Tell whether the loader finds the shared library `name` with all that it needs itself."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Tell whether any scalable font is installed: without one, offscreen pictures have boxes for letters."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(
        next(folder.rglob(f"*.{ending}"), None) for folder in folders for ending in ("ttf", "otf", "ttc")
    )


def has_database() -> bool:
    """Tell whether a PostgreSQL server can be started here."""
    return shutil.which(DATABASE.name) is not None or any(DATABASE_FOLDER.glob(f"*/bin/{DATABASE.name}"))


def python_library(python: Path) -> list[Need]:
    """List the shared library of the interpreter `python` if it lacks: a packaged product takes it along."""
    ask = "import sysconfig as s; print(s.get_config_var('LIBDIR'), s.get_config_var('INSTSONAME'))"
    folder, name = subprocess.run(
        [str(python), "-c", ask], capture_output=True, text=True, check=True
    ).stdout.rsplit(maxsplit=1)
    if has_library(name) or has_library(str(Path(folder) / name)):
        return []
    return [Need(name, name.partition(".so")[0].removesuffix(".a"))]


def missing_for(purpose: str, python: Path) -> list[Need]:
    """List what this system lacks to "run", "test" or build the "app" with the interpreter `python`.

    Windows and macOS lack nothing: there Qt brings everything along.
    """
    if not sys.platform.startswith("linux"):
        return []
    libraries: tuple[Need, ...] = QT_LIBRARIES
    programs: tuple[Need, ...] = ()
    if purpose == "test" or os.environ.get("DISPLAY"):
        libraries += X_LIBRARIES
    if purpose == "test":
        programs += X_SERVER
    if purpose == "app":
        # The application is tried here, and the plugins it takes along must find what they link against.
        libraries, programs = libraries + X_LIBRARIES, programs + BUILD_TOOLS
    missing = [need for need in dict.fromkeys(libraries) if not has_library(need.name)]
    missing += [need for need in programs if shutil.which(need.name) is None]
    if purpose == "test" and not has_database():
        missing.append(DATABASE)
    if purpose == "app":
        missing += python_library(python)
    return missing if has_font() else [*missing, FONT]


def install_line(needs: list[Need]) -> str:
    """Return the line a person runs to install `needs` on this system."""
    packages = " ".join(dict.fromkeys(need.package for need in needs))
    if shutil.which("apt-get"):
        return f"sudo apt-get update && sudo apt-get install -y {packages}"
    if shutil.which("dnf"):
        # Fedora's packages are found by the libraries in them; the few others have names of their own.
        other = {"xvfb": "xorg-x11-server-Xvfb", "fonts-dejavu-core": "dejavu-sans-fonts"}
        names = [
            f"'{need.name}()(64bit)'" if ".so." in need.name else other.get(need.package, need.package)
            for need in needs
        ]
        return f"sudo dnf install -y {' '.join(dict.fromkeys(names))}"
    return (
        f"install, with your system's package manager, what holds: {', '.join(need.name for need in needs)}"
    )


def may_install() -> bool:
    """Tell whether this is a Debian (or a child of it) and we are root, so that apt can be used at once."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> bool:
    """Install Debian `packages` quietly; tell whether that worked (apt speaks only when it did not)."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {' '.join(packages)} with apt.", file=sys.stderr, flush=True)
    steps = (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages])
    installed = False
    for step in steps:
        done = subprocess.run(
            ["apt-get", *step], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(done.stdout + done.stderr, file=sys.stderr, flush=True)
        installed = done.returncode == 0
    # A list that could not be refreshed often still has the packages: only the installation decides.
    return installed


def provide(needs: list[Need]) -> str | None:
    """Install `needs` where we may; return None when all is there, else a sentence with the line to run."""
    if not needs:
        return None
    if may_install() and apt_install(list(dict.fromkeys(need.package for need in needs))):
        return None
    names = ", ".join(need.name for need in needs)
    return f"This system lacks {names}. Run this line, then make again:\n\n    {install_line(needs)}\n"
