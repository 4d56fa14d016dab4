"""The words of the process model: what an item, a step, a condition or a duty can be called."""

from __future__ import annotations

from enum import StrEnum


class ItemType(StrEnum):
    """The type of an information item."""

    TEXT = "text"
    COMMENT = "comment"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime"
    MONEY = "money"
    YES_NO = "yes-no"
    CHOICE = "choice"
    PHONE = "phone"
    EMAIL = "email"
    FILE = "file"
    DRAWING = "drawing"


class Scope(StrEnum):
    """Whom an item belongs to: kept on the customer's file, or with the case only."""

    CUSTOMER = "customer"
    CASE = "case"


class Performer(StrEnum):
    """Who does an activity."""

    EMPLOYEE = "employee"
    CUSTOMER = "customer"
    PARTNER = "partner"
    SYSTEM = "system"


class Duty(StrEnum):
    """What a role has to do with an activity: a cell of the responsibility/activity matrix."""

    RESPONSIBLE = "responsible"
    INFORMED = "informed"
    DELEGATE = "delegate"


class Direction(StrEnum):
    """Which side of an activity an information item stands on."""

    INPUT = "input"
    OUTPUT = "output"


class Split(StrEnum):
    """How many of a step's flows are followed when it is done."""

    ONE = "one"
    ALL = "all"


class Join(StrEnum):
    """How many of a step's incoming flows must arrive before it is offered."""

    ANY = "any"
    ALL = "all"


class Operator(StrEnum):
    """What a condition asks of a value. Conditions are data; nothing is ever evaluated as code."""

    IS = "is"
    IS_NOT = "is-not"
    LESS = "less"
    AT_MOST = "at-most"
    MORE = "more"
    AT_LEAST = "at-least"
    ONE_OF = "one-of"
    NONE_OF = "none-of"
    KNOWN = "known"
    NOT_KNOWN = "not-known"


class Family(StrEnum):
    """The six channel families of the paper, and the two kinds of contact that belong to none."""

    SALES_FORCE = "sales_force"
    OUTLET = "outlet"
    TELEPHONY = "telephony"
    DIRECT_MARKETING = "direct_marketing"
    E_COMMERCE = "e_commerce"
    MOBILE = "mobile"
    INTERNAL = "internal"
    PARTNER = "partner"
