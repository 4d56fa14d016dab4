"""Prepares this checkout for `make`: an environment with the pinned packages, and what the system lacks."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import system_needs

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
COMMAND = PYTHON.with_name("desktop-crm.exe" if os.name == "nt" else "desktop-crm")
STAMP = ENVIRONMENT / ".installed"
OLDEST, NEWEST = (3, 11), (3, 14)
DESCRIBE = "import sys; print(*sys.version_info[:2])"


class CannotPrepare(Exception):
    """What is missing and what to do about it, in words for the person who typed make."""


def say(sentence: str) -> None:
    """Tell the person at the terminal what happens, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def version_of(python: str | Path) -> tuple[int, int] | None:
    """Return the version (major, minor) of an interpreter, or None when it does not run."""
    try:
        done = subprocess.run([str(python), "-c", DESCRIBE], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def supported(version: tuple[int, int] | None) -> bool:
    """Tell whether the requirements are pinned for this version of Python."""
    return version is not None and OLDEST <= version <= NEWEST


def find_python() -> str:
    """Return a supported interpreter: the one that runs this, else a newer one on the path."""
    if supported(sys.version_info[:2]):
        return sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and supported(version_of(found)):
            return found
    oldest, newest, this = (f"{v[0]}.{v[1]}" for v in (OLDEST, NEWEST, sys.version_info))
    raise CannotPrepare(
        f"Python {oldest} to {newest} is needed and this one is {this}; "
        "install one of them, or name it: make PYTHON=/path/to/python3"
    )


def need_venv(python: str) -> None:
    """Make sure that `python` can make environments: Debian keeps that part in a package of its own."""
    if (
        subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode
        == 0
    ):
        return
    version = version_of(python) or OLDEST
    problem = system_needs.provide(
        [system_needs.Need("the Python module venv", f"python{version[0]}.{version[1]}-venv")]
    )
    if problem:
        raise CannotPrepare(problem)


def run(command: list[str], problem: str) -> None:
    """Run `command` with its words on standard error; raise `problem` when it fails."""
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode != 0:
        raise CannotPrepare(problem)


def make_environment() -> None:
    """Create the environment, or make it anew when its Python is gone or too old, or set-up was halted."""
    if supported(version_of(PYTHON)):
        has_pip = subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False)
        if has_pip.returncode == 0:
            return
    python = find_python()
    need_venv(python)
    say(f"Creating {ENVIRONMENT.name} with {python}.")
    run(
        [python, "-m", "venv", "--clear", str(ENVIRONMENT)],
        "The environment could not be created (see above).",
    )


def requirements_for(version: tuple[int, int]) -> Path:
    """Return the file of pinned requirements for a version of Python."""
    return ROOT / "requirements" / f"py{version[0]}{version[1]}.txt"


def fingerprint(requirements: Path) -> str:
    """Return what an installation depends on, as a hash: it is repeated when that changes."""
    parts = [requirements.read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def installed() -> bool:
    """Tell whether the environment holds what the requirements and the project's metadata say now."""
    version = version_of(PYTHON)
    if version is None or not supported(version) or not (STAMP.is_file() and COMMAND.exists()):
        return False
    return STAMP.read_text(encoding="ascii") == fingerprint(requirements_for(version))


def install() -> None:
    """Install the pinned packages, every one checked against its hash, and the project itself on top."""
    requirements = requirements_for(version_of(PYTHON) or OLDEST)
    say(f"Installing {requirements.relative_to(ROOT)} (once; this takes a minute or two).")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    again = (
        "A package could not be installed (see above); nothing else was changed. Mend that and make again."
    )
    run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(requirements)], again)
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], again)
    # What pip installed is compiled; the project, which runs from where it stands, would be at its first start.
    run([str(PYTHON), "-m", "compileall", "-q", str(ROOT / "desktop_crm")], again)
    STAMP.write_text(fingerprint(requirements), encoding="ascii")


def prepare(purpose: str) -> None:
    """Do whatever is still to be done before "run", "test" or "app"; nothing when all is in place."""
    if not installed():
        make_environment()
        install()
    needs = system_needs.missing_for(purpose, PYTHON)
    problem = system_needs.provide(needs)
    if problem and needs == [system_needs.FONT]:
        say(f"{problem}Without it there are boxes for letters; going on.")
    elif problem:
        raise CannotPrepare(problem)


def main(arguments: list[str]) -> int:
    """Prepare for the purpose named on the command line; return the exit status."""
    try:
        prepare(arguments[0] if arguments else "run")
    except CannotPrepare as problem:
        say(f"\n{problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
