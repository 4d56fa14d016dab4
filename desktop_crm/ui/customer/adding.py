"""From the few lines of the new-customer form to a customer's data."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_crm.customers.data import AddressData, CustomerData, CustomerKind, PointData
from desktop_crm.customers.names import split_surname
from desktop_crm.customers.points import PointKind


def data_of(typed: Mapping[str, str]) -> CustomerData:
    """Return a person where a first name was given, otherwise an organisation of that name."""
    said = {key: text.strip() for key, text in typed.items()}
    points = []
    if said.get("phone"):
        mobile = said["phone"].replace(" ", "").startswith(("06", "+316"))
        points.append(PointData(PointKind.MOBILE if mobile else PointKind.PHONE, said["phone"]))
    if said.get("email"):
        points.append(PointData(PointKind.EMAIL, said["email"]))
    address = AddressData(said.get("street", ""), said.get("postcode", ""), said.get("town", ""))
    addresses = () if address == AddressData() else (address,)
    if not said.get("given"):
        name = said.get("family", "")
        return CustomerData(
            kind=CustomerKind.ORGANISATION,
            name=name,
            organisation=name,
            points=tuple(points),
            addresses=addresses,
        )
    particle, family = split_surname(said.get("family", ""))
    return CustomerData(
        given=said["given"], particle=particle, family=family, points=tuple(points), addresses=addresses
    )
