"""Running the command line inside a test: its status, its answer, what it said besides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from desktop_crm.cli.main import main

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)


class Shell:
    """Runs commands; `--store` and `--as` are given once."""

    def __init__(self, captured: pytest.CaptureFixture[str], *always: str) -> None:
        self._captured = captured
        self._always = always

    def __call__(self, *argv: str) -> Ran:
        """Run one command."""
        self._captured.readouterr()
        status = main([*argv, *self._always])
        said = self._captured.readouterr()
        return Ran(status, said.out, said.err)

    def refused(self, *argv: str, status: int = 1) -> str:
        """Run one command that must fail with one sentence and print nothing else; return the sentence."""
        ran = self(*argv)
        assert ran.status == status, ran
        assert ran.out == ""
        assert "Traceback" not in ran.err
        assert ran.err.count("\n") == 1
        return ran.err
