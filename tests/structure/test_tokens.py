"""The tokens that are kept compiled are those that the designer wrote."""

from __future__ import annotations

from desktop_crm.core import paths
from desktop_crm.ui.theme.compiling import kept_tokens
from desktop_crm.ui.theme.tokens import KEPT


def test_the_file_says_what_the_tokens_compile_to() -> None:
    said = (paths.resources() / KEPT).read_text(encoding="utf-8")
    assert said == kept_tokens(), "A token changed: run make statements."
