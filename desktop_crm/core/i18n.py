"""The one way a sentence reaches a person: translated by gettext catalogues in ``resources/locale``."""

from __future__ import annotations

import gettext

from desktop_crm.core import paths

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def set_language(code: str) -> None:
    """Translate from now on into `code` (``en``, ``nl``); an unknown code keeps the English originals."""
    global _catalogue
    _catalogue = gettext.translation("desktop_crm", paths.resources() / "locale", [code], fallback=True)


def _(text: str) -> str:
    """Return `text` in the chosen language; fill placeholders afterwards with `str.format`."""
    return _catalogue.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form of a sentence that fits `count`; fill ``{count}`` afterwards."""
    return _catalogue.ngettext(one, many, count)
