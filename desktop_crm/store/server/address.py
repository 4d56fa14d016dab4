"""Where a shared store is: `postgresql://host:port/database`, and how its connection is protected."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.frozen import frozen
from desktop_crm.core.i18n import _

SCHEMES = ("postgresql", "postgres")
# Without a certificate of its authority the server's can't be verified; what leaves less is for loopback only.
PROTECTED = ("require", "verify-ca", "verify-full")
_OPEN = ("disable", "prefer")
_OPTIONS = ("sslmode", "sslrootcert", "direct")


@frozen
class Address:
    """A database on a server. It names no employee and holds no password: those are the log-in's.

    Attributes:
        host: a name or an address; empty for the local socket.
        protection: libpq's ``sslmode``.
        authority: the file of certificates by which the server's is verified; empty for the system's.
        direct: where `host` is a pooler that shares connections, the server itself as ``host:port``: it tells only
            a connection of one's own what others change.
    """

    host: str
    port: int | None
    database: str
    protection: str
    authority: str = ""
    direct: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        named = {"sslmode": self.protection, "sslrootcert": self.authority, "direct": self.direct}
        if self.protection == _usual_protection(self.host):
            del named["sslmode"]
        query = urlencode({name: value for name, value in named.items() if value})
        return f"postgresql://{host}{port}/{quote(self.database, safe='')}{query and '?' + query}"

    def parameters(self) -> dict[str, str | int]:
        """Return libpq's connection parameters; who connects is for the environment or the log-in to say."""
        found: dict[str, str | int] = {
            "dbname": self.database,
            "sslmode": self.protection,
            "gssencmode": "disable",  # one way to protect a connection, and no time lost on trying the other
        }
        if self.host:
            found["host"] = self.host
        if self.port is not None:
            found["port"] = self.port
        if self.authority:
            found["sslrootcert"] = self.authority
        elif self.protection == "verify-full":
            found["sslrootcert"] = "system"
        if not is_local(self.host):
            # Anything weaker would show the password to whoever answers in the server's place.
            found["require_auth"] = "scram-sha-256"
        return found

    def behind(self) -> Address:
        """Return the server itself, behind the pooler that this is the address of; without one, this."""
        if not self.direct:
            return self
        host, port = _direct(self.direct)
        return replace(self, host=host, port=port, direct="")


Location = Path | Address


def location_of(text: str) -> Location:
    """Return the place of a store, a file or an address; raise `StoreProblem` for one that is neither."""
    if "://" in text:
        return address_of(text)
    if "\0" in text or not text.strip():
        raise StoreProblem(_("The path of the store is empty or impossible. Name a file."))
    return Path(text).expanduser()


def address_of(text: str) -> Address:
    """Return the address that was written; raise `StoreProblem`, which never repeats a password."""
    parts = _split(text)
    if parts.username or parts.password:
        raise StoreProblem(
            _(
                "The address of a shared store carries no user and no password, since others could read it. "
                "Leave out what stands before the @."
            )
        )
    database = unquote(parts.path.removeprefix("/"))
    if not database or "/" in database or "\0" in database:
        raise StoreProblem(
            _("The address {location} names no database. Write postgresql://host/database.").format(
                location=f"postgresql://{parts.hostname or ''}{parts.path}"
            )
        )
    host = unquote(parts.hostname or "")
    options = _options(parts.query)
    protection = options.get("sslmode") or _usual_protection(host)
    _refuse_unprotected(host, protection)
    direct = options.get("direct", "")
    if direct:
        _refuse_unprotected(_direct(direct)[0], protection)
    return Address(host, parts.port, database, protection, options.get("sslrootcert", ""), direct)


def _direct(text: str) -> tuple[str, int | None]:
    """Return host and port of the server behind a pooler; raise `StoreProblem` for what is neither."""
    parts = _split(f"{SCHEMES[0]}://{text}")
    if not parts.hostname or parts.username or parts.password or parts.path or parts.query:
        raise StoreProblem(
            _("The server behind a pooler is named as host:port, not “{text}”.").format(text=text[:100])
        )
    return unquote(parts.hostname), parts.port


def _split(text: str) -> SplitResult:
    nowhere = StoreProblem(
        _("That is no place for a store. Name a file, or a database as postgresql://host:port/database.")
    )
    try:
        parts = urlsplit(text)
        if parts.scheme not in SCHEMES or parts.port == 0 or "\0" in text:
            raise nowhere
    except ValueError:  # a port that is no number, a bracket left open
        raise nowhere from None
    return parts


def _options(query: str) -> dict[str, str]:
    found = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(found) - set(_OPTIONS))
    if unknown:
        raise StoreProblem(
            _("The address of a shared store takes {known} after the question mark, not {option}.").format(
                known=_(" and ").join(_OPTIONS), option=unknown[0]
            )
        )
    return found


def _usual_protection(host: str) -> str:
    return "prefer" if is_local(host) else "verify-full"


def _refuse_unprotected(host: str, protection: str) -> None:
    if protection in PROTECTED or (protection in _OPEN and is_local(host)):
        return
    raise StoreProblem(
        _(
            "The connection to {host} has to be encrypted, so sslmode can't be {protection}. Use verify-full, "
            "or where the server has no certificate of its own yet, require."
        ).format(host=host or _("the local server"), protection=f"“{protection}”")
    )


def is_local(host: str) -> bool:
    """Tell whether `host` is this machine itself: the socket, or a loopback address."""
    if host in ("", "localhost"):
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
