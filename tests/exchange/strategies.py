"""Random customers with everything a field can hold: any Unicode, line ends, separators of every format."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from desktop_crm.core.clock import from_micros
from desktop_crm.customers.data import (
    AddressData,
    ConsentData,
    CustomerData,
    CustomerKind,
    FileData,
    PointData,
    Status,
    canonical_json,
    checked,
)
from desktop_crm.customers.filed_data import IdentifierData, StatementData
from desktop_crm.customers.points import PointKind

# Half of the examples are made of the signs that formats trip over.
TROUBLE = st.text(alphabet=" \t\r\n,;:\\\"'^=|@#-aBé€漢\U0001f600\u0085\u2028\u200b\x01\x7f", max_size=30)
ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
TEXT = st.one_of(st.just(""), TROUBLE, ANY)
FILLED = TEXT.map(lambda text: text if text.strip() else text + "x")
LABELS = st.one_of(st.sampled_from(["", "home", "work", "Work", "cell", "pref"]), TEXT)
DAYS = st.dates(min_value=date(1, 1, 1))
INSTANTS = st.integers(0, 4_000_000_000_000_000).map(from_micros)

PERIODS = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"since": DAYS}),
    st.tuples(DAYS, DAYS).map(lambda days: {"since": min(days), "until": max(days)}),
)
POINTS = st.builds(
    lambda *given, period: PointData(*given, **period),
    st.sampled_from(PointKind),
    FILLED,
    LABELS,
    st.booleans(),
    period=PERIODS,
)
ADDRESSES = st.builds(
    lambda *given, period: AddressData(*given, **period),
    TEXT,
    TEXT,
    FILLED,
    TEXT,
    LABELS,
    TEXT,
    TEXT,
    TEXT,
    period=PERIODS,
)
CONSENTS = st.builds(ConsentData, FILLED, st.booleans(), INSTANTS, TEXT, TEXT)
STATEMENTS = st.builds(StatementData, st.sampled_from(["need", "wish", "attitude"]), FILLED, INSTANTS)
IDENTIFIERS = st.builds(IdentifierData, FILLED.map(lambda text: "s" + text), FILLED)
FILES = st.builds(
    FileData,
    FILLED,
    st.sampled_from(["image/jpeg", "image/png", "application/pdf", 'text/plain; x="a,b"']),
    st.binary(max_size=60),
)
PROPERTIES = st.tuples(
    st.sampled_from(["", "item1", "HOME"]),
    st.sampled_from(["X-SKYPE", "NOTE", "IMPP", "CATEGORIES", "FN", "X-ABLABEL", "PHOTO", "BDAY"]),
    st.dictionaries(
        st.sampled_from(["TYPE", "PREF", "X-OWN"]),
        st.lists(ANY.map(lambda text: "v" + text.replace(",", "") + "v"), min_size=1, max_size=2),
        max_size=2,
    ),
    TEXT.map(lambda text: text.replace("\r", "").replace("\n", "\\n")),
).map(list)
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "properties": st.lists(PROPERTIES, min_size=1, max_size=3),
        "columns": st.dictionaries(ANY, TEXT, min_size=1, max_size=2),
    },
).map(canonical_json)


@st.composite
def customers(draw: st.DrawFn, *, files: bool = True) -> CustomerData:
    """A customer that the store would take."""
    texts = {
        field: draw(TEXT)
        for field in (
            "prefix", "given", "additional", "particle", "family", "suffix", "nickname", "organisation",
            "department", "job_title", "language", "segment", "reference", "note",
        )
    }  # fmt: skip
    return checked(
        CustomerData(
            **texts,
            name=draw(FILLED),
            kind=draw(st.sampled_from(CustomerKind)),
            status=draw(st.sampled_from(Status)),
            birth_date=draw(st.none() | DAYS),
            since=draw(st.none() | DAYS),
            extra=draw(EXTRAS),
            points=tuple(draw(st.lists(POINTS, max_size=3))),
            addresses=tuple(draw(st.lists(ADDRESSES, max_size=2))),
            consents=tuple(draw(st.lists(CONSENTS, max_size=2))),
            files=tuple(draw(st.lists(FILES, max_size=2))) if files else (),
            tags=tuple(draw(st.lists(FILLED, max_size=2))),
            statements=tuple(draw(st.lists(STATEMENTS, max_size=2))),
            identifiers=tuple(draw(st.lists(IDENTIFIERS, max_size=2))),
        )
    )
