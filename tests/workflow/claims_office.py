"""The model that tests of the engine play: a claim with every construct once, and three small processes."""

from __future__ import annotations

from desktop_crm.process.model import (
    Activity,
    CalendarSpec,
    Channel,
    Choice,
    Condition,
    ContactRule,
    Direction,
    Duty,
    Event,
    Family,
    Flow,
    Item,
    ItemType,
    Join,
    Ksf,
    Measurement,
    Model,
    Operator,
    Performer,
    Process,
    Responsibility,
    Role,
    Scope,
    Segment,
    Split,
    Step,
    Use,
)

_HOURS: tuple[tuple[str, str], ...] = (("09:00", "17:00"),)
OFFICE = CalendarSpec(
    "office",
    "The office",
    "Europe/Amsterdam",
    dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _HOURS),
)
CHANNELS = (
    Channel("telephone", "Telephone", Family.TELEPHONY, immediate=True),
    Channel("email", "E-mail", Family.E_COMMERCE),
    Channel("letter", "Letter", Family.DIRECT_MARKETING),
    Channel("colleague", "Colleague", Family.INTERNAL, immediate=True),
)
ITEMS = (
    Item("words", "In the customer's words", ItemType.COMMENT),
    Item("plate", "Licence plate", ItemType.TEXT, Scope.CUSTOMER, validity_days=365),
    Item("address", "E-mail address", ItemType.EMAIL, Scope.CUSTOMER),
    Item("premium", "Premium", ItemType.MONEY, Scope.CUSTOMER, master="Policy administration"),
    Item("damage", "Damage", ItemType.MONEY),
    Item(
        "kind",
        "Kind of damage",
        ItemType.CHOICE,
        choices=(Choice("glass", "Glass"), Choice("collision", "Collision"), Choice("theft", "Theft")),
    ),
    Item("police", "Police informed", ItemType.YES_NO),
    Item("photo", "Photograph", ItemType.FILE),
    Item("covered", "Is it covered", ItemType.YES_NO),
    Item("told", "Letter sent", ItemType.YES_NO),
    Item("told_on", "Letter sent on", ItemType.DATE),
    Item("repairer", "Repairer", ItemType.TEXT),
    Item("report", "Report", ItemType.TEXT),
    Item("again", "Once more", ItemType.YES_NO),
    Item("outcome", "Outcome", ItemType.TEXT),
)
ROLES = (
    Role("front", "Front office"),
    Role("claims", "Claims"),
    Role("senior", "Senior claims"),
    Role("boss", "Supervisor", may=("supervise",)),
)
ACTIVITIES = (
    Activity("receive", "Receive the report", contact=ContactRule("in", "telephone")),
    Activity("register", "Register the damage"),
    Activity("check", "Check cover"),
    Activity(
        "confirm", "Confirm by letter", performer=Performer.SYSTEM, contact=ContactRule("out", "letter")
    ),
    Activity("appoint", "Appoint repairer", performer=Performer.PARTNER, contact=ContactRule("out", "email")),
    Activity("assess", "Assess the damage"),
    Activity("glass", "Order the glass"),
    Activity("decide", "Decide"),
    Activity("tell", "Tell the outcome", contact=ContactRule("out", "telephone", answers=True)),
    Activity("send", "Send the form", performer=Performer.CUSTOMER, contact=ContactRule("in", "email")),
    Activity("visit", "Visit the site", outside=True),
    Activity("answer", "Answer", contact=ContactRule("out", "telephone", answers=True)),
)


def _is(item: str, *values: str) -> tuple[Condition, ...]:
    return (Condition(item, Operator.IS if len(values) == 1 else Operator.ONE_OF, values),)


CLAIM = Process(
    "claim",
    "Motor claim",
    Event("The customer reports damage"),
    Event("The customer has the outcome", "out", ("telephone",)),
    ("receive",),
    (
        Step("receive", "receive", flows=(Flow("register"),)),
        Step("register", "register", flows=(Flow("check"),), needs_customer=True),
        Step("check", "check", flows=(Flow("tell", _is("covered", "no")), Flow("confirm"))),
        Step("confirm", "confirm", flows=(Flow("both"),)),
        Step("both", split=Split.ALL, flows=(Flow("appoint"), Flow("assess"), Flow("glass"))),
        Step("appoint", "appoint", flows=(Flow("joined"),), skippable=True),
        Step("assess", "assess", flows=(Flow("joined"),)),
        Step("glass", "glass", flows=(Flow("joined"),), only_when=_is("kind", "glass")),
        Step("joined", join=Join.ALL, flows=(Flow("decide"),)),
        Step("decide", "decide", flows=(Flow("both", _is("again", "yes")), Flow("tell"))),
        Step("tell", "tell", concluding=True),
    ),
    reopen_days=14,
)
QUESTION = Process(
    "question",
    "Information request",
    Event("The customer asks"),
    Event("The customer has the answer", "out"),
    ("answer",),
    (Step("answer", "answer", concluding=True),),
)
# Two first steps side by side, and nothing that must be done before it is concluded directly.
IDEA = Process(
    "idea",
    "Idea for a product",
    Event("The customer has an idea"),
    Event("The customer is thanked", "out"),
    ("note", "think"),
    (
        Step("note", "register", flows=(Flow("ready"),), skippable=True),
        Step("think", "visit", flows=(Flow("ready"),), skippable=True),
        Step("ready", join=Join.ALL, flows=(Flow("thank"),)),
        Step("thank", "answer", concluding=True),
    ),
)
FORM = Process(
    "form",
    "Yearly form",
    Event("We ask for the form", "out"),
    Event("The customer is thanked", "out"),
    ("send",),
    (Step("send", "send", flows=(Flow("thank"),)), Step("thank", "answer", concluding=True)),
)

_OUT = Direction.OUTPUT
USES = (
    Use("receive", "words", _OUT, required=True),
    Use("receive", "address", _OUT),
    Use("register", "premium", Direction.INPUT),
    Use("register", "premium", _OUT),
    Use("register", "plate", _OUT, required=True),
    Use("register", "damage", _OUT, required=True),
    Use("register", "kind", _OUT, required=True),
    Use("register", "police", _OUT, required=True, when=_is("kind", "theft", "collision")),
    Use("register", "photo", _OUT),
    Use("check", "covered", _OUT, required=True),
    Use("check", "plate", _OUT, required=True),
    Use("confirm", "told", _OUT),
    Use("confirm", "told_on", _OUT),
    Use("appoint", "repairer", _OUT, required=True),
    Use("assess", "damage", _OUT),
    Use("assess", "report", _OUT, required=True),
    Use("visit", "report", _OUT),
    Use("decide", "again", _OUT),
    Use("tell", "outcome", _OUT, required=True),
    Use("tell", "report", _OUT),
)
_SMALL = (Condition("damage", Operator.AT_MOST, ("5000.00 EUR",)),)
_TINY = (Condition("damage", Operator.AT_MOST, ("1000.00 EUR",)),)
_ORDINARY = (Condition("kind", Operator.IS_NOT, ("theft",)),)
DUTIES = (
    *(
        Responsibility("front", code, Duty.RESPONSIBLE)
        for code in ("receive", "register", "appoint", "tell", "answer", "send")
    ),
    Responsibility("claims", "check", Duty.RESPONSIBLE),
    Responsibility("claims", "glass", Duty.RESPONSIBLE),
    Responsibility("claims", "visit", Duty.RESPONSIBLE),
    Responsibility("claims", "assess", Duty.RESPONSIBLE, _SMALL),
    Responsibility("senior", "assess", Duty.RESPONSIBLE),
    Responsibility("front", "assess", Duty.DELEGATE, _TINY),
    Responsibility("claims", "decide", Duty.RESPONSIBLE, _ORDINARY),
    Responsibility("senior", "decide", Duty.RESPONSIBLE),
)
_NET = "office"
KSFS = (
    Ksf("reacts", "Reacts", "Show me that you heard me.", "reaction", norm_seconds=3_600, calendar=_NET),
    Ksf("answers", "Answers", "Answer within the day.", "response", norm_seconds=28_800, calendar=_NET),
    Ksf("next", "Next answer", "Do not forget me.", "next_response", norm_seconds=28_800, calendar=_NET),
    Ksf("settles", "Settles", "Settle it in five days.", "throughput", norm_seconds=144_000, calendar=_NET),
    Ksf("kept", "Promise", "Do what you said.", "promise_kept"),
    Ksf("first", "At once", "Settle it in one call.", "first_contact_resolution"),
    Ksf("kind", "Friendly", "Be kind to me.", "grade", norm_grade=7.5),
)
STRICT = Ksf(
    "firms",
    "Firms first",
    "Our trade stands still.",
    "response",
    norm_seconds=3_600,
    calendar=_NET,
    segment="business",
)
MODEL = Model(
    "A claims office",
    ksfs=(*KSFS, STRICT),
    processes=(CLAIM, QUESTION, IDEA, FORM),
    activities=ACTIVITIES,
    roles=ROLES,
    items=ITEMS,
    channels=CHANNELS,
    segments=(Segment("business", "Business"), Segment("private", "Private")),
    calendars=(OFFICE,),
    measurements=(
        *(Measurement(ksf.code, "claim") for ksf in KSFS),
        Measurement("firms", "claim"),
        Measurement("firms", "question"),
        *(
            Measurement(code, "question")
            for code in ("reacts", "answers", "settles", "kept", "first", "kind")
        ),
        Measurement("settles", "form"),
        Measurement("settles", "idea"),
    ),
    responsibilities=DUTIES,
    uses=USES,
)
