"""An employee's own log-in to a server: who connects, and the password as the server keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_crm.store.work import Writing


def login_role(login: str, database: str) -> str:
    """Return the name under which an employee logs in to the server."""
    return f"{login}@{database}"


@dataclass
class LogIn:
    """Who connects; a changed password is put here too, since a store connects more than once.

    Attributes:
        login: as the store knows the employee; `password` is never shown.
    """

    login: str
    password: str = field(repr=False)

    def parameters(self, database: str) -> dict[str, str]:
        """Return libpq's parameters."""
        return {"user": login_role(self.login, database), "password": self.password}


def give_password(work: Writing, login: str, password: str) -> None:
    """Give an employee's role on the server a password, of which only the verifier is sent; in a file do nothing.

    Raises the server's refusal unless the one who acts administers, or gives it to themselves.
    """
    if work.dialect != "postgresql":
        return
    connection = work.driver.pgconn
    role = login_role(login, work.driver.info.dbname)
    verifier = connection.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    work.driver.execute("SELECT crm_set_password(%s, %s)", (login, verifier.decode("ascii")))


def keep_portfolios(work: Writing, *, private: bool) -> None:
    """Let representatives see their own customers only, or everybody all; raises the server's refusal."""
    work.driver.execute("SELECT crm_portfolios(%s)", (private,))
