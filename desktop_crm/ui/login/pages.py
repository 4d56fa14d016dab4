"""The forms of the log-in window, each a page of fields."""

from __future__ import annotations

from desktop_crm.core.i18n import _
from desktop_crm.ui.login.form_page import FormPage, Line


def log_in_page(*, elsewhere: bool) -> FormPage:
    """Return the page on which one logs in; `elsewhere`: another store may be chosen."""
    return FormPage(
        _("Log in"),
        _("Screens and work lists follow from what you are responsible for."),
        (Line("login", _("Login")), Line("password", _("Password"), secret=True)),
        _("Log in"),
        (
            ("recover", _("Lost administrator?")),
            *((("connection", _("Connection…")),) if elsewhere else ()),
        ),
    )


def first_administrator_page() -> FormPage:
    """Return the page that makes the first administrator of a new store."""
    return FormPage(
        _("The first administrator"),
        _("This store has no employees yet. Whoever sets it up adds the others afterwards."),
        (
            Line("name", _("Name")),
            Line("login", _("Login")),
            Line("password", _("Password, of ten characters or more"), secret=True),
            Line("again", _("The same password again"), secret=True),
        ),
        _("Create"),
    )


def new_password_page() -> FormPage:
    """Return the page on which a password that was given out is replaced by one's own."""
    return FormPage(
        _("Choose your own password"),
        _("The password you logged in with was given to you. Only you should know the one you work with."),
        (
            Line("new", _("New password, of ten characters or more"), secret=True),
            Line("again", _("The same password again"), secret=True),
        ),
        _("Change and log in"),
        (("back", _("Back")),),
    )


def recovery_page() -> FormPage:
    """Return the page on which the recovery key gives a lost administrator a new password."""
    return FormPage(
        _("Recover the administrator"),
        _(
            "The recovery key was shown when the store was made. It works once; a new one is shown afterwards."
        ),
        (
            Line("login", _("Login of the administrator")),
            Line("key", _("Recovery key")),
            Line("new", _("New password, of ten characters or more"), secret=True),
            Line("again", _("The same password again"), secret=True),
        ),
        _("Set the password"),
        (("back", _("Back")),),
    )
