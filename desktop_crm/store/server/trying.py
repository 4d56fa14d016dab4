"""Trying an address before anybody logs in: does a server answer, prove who it is, ask for passwords by SCRAM."""

from __future__ import annotations

import re
import secrets
from dataclasses import replace

from desktop_crm.core.errors import StoreProblem
from desktop_crm.core.i18n import _
from desktop_crm.store.server.address import Address
from desktop_crm.store.server.connections import CONNECT_SECONDS
from desktop_crm.store.server.problems import explain

_ASKED = r"password authentication failed|SCRAM authentication failed"
_IN_THE_OPEN = r"authentication method requirement"
_NOBODY = r"no pg_hba\.conf entry|pg_hba\.conf rejects"


def tried(address: Address) -> str:
    """Return in a sentence that a server answers at `address` as it should; raise `StoreProblem` with what is wrong.

    Nobody's name and a made-up password are offered, by SCRAM or not at all: a server that is as it should be
    refuses them. Which databases it has a server tells only to who has logged in.
    """
    for place in dict.fromkeys((address.behind(), address)):
        _try(place)
    proof = {
        "verify-full": _("It proves who it is"),
        "verify-ca": _("Its authority vouches for it"),
        "require": _("The connection is encrypted, but who it is nobody proves"),
    }.get(address.protection, _("It is on this computer"))
    return _(
        "A server answers at {host}. {proof}, and it asks for passwords by SCRAM. "
        "Whether it has the database {database} it says when you log in."
    ).format(host=address.host, proof=proof, database=f"“{address.database}”")


def _try(address: Address) -> None:
    import psycopg

    nobody = secrets.token_hex(8)
    demanded = replace(address, direct="").parameters() | {"require_auth": "scram-sha-256"}
    try:
        psycopg.connect(
            **demanded,  # type: ignore[arg-type]
            user=f"nobody-{nobody}",
            password=nobody,
            connect_timeout=CONNECT_SECONDS,
        ).close()
    except psycopg.OperationalError as error:
        text = str(error)
        if re.search(_ASKED, text):
            return
        if re.search(_IN_THE_OPEN, text):
            raise StoreProblem(_not_by_scram(address)) from None
        if re.search(_NOBODY, text):
            raise StoreProblem(
                _(
                    "The server at {host} answers, but lets nobody in from here; its administrator allows it in "
                    "pg_hba.conf."
                ).format(host=address.host)
            ) from None
        raise explain(error, address) from None
    raise StoreProblem(_not_by_scram(address))


def _not_by_scram(address: Address) -> str:
    return _(
        "The server at {host} lets people in without a password, or asks for it in a way that others can read; "
        "nothing was sent. Its administrator sets scram-sha-256 in pg_hba.conf."
    ).format(host=address.host)
