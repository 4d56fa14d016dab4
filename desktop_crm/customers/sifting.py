"""Passing over strangers many at a time, before any two customers are compared piece by piece.

Most pairs that share keys are strangers. What their evidence comes to at most is reckoned for thousands of pairs
at once, from numbers that stand for the texts: two texts that are so many edits apart (Damerau 1964) differ in at
most twice as many letters. The bound is never below what `likeness.compare_above` finds, so that no pair is lost.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import OSA

from desktop_crm.customers.evidence import (
    ALIKE,
    ALIKE_FROM,
    EDITS,
    EQUAL,
    TYPO,
    WEIGHTS,
    Commonness,
    Field,
)
from desktop_crm.customers.likeness import (
    MOST_OF_A_FAMILY,
    MOST_OF_A_HOME,
    MOST_OF_A_HOME_WHEN_BORN_APART,
    Traits,
)

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

# Bits added up in another order may differ by this much.
_SLACK = 1e-6
_LONGEST = 0xFFFF
_ROW = 0xFFFFFFFF
# What nearly equal values are worth at most, and an initial for a name (see `likeness`).
_BORN_NEARLY, _ORGANISATION_NEARLY, _SAME_BOX, _INITIAL, _PHONE_NEARLY = 6.0, 7.0, 3.0, 1.0, 5.0
_LONG_ADDRESS = 18
# Winkler adds at most four tenths of what Jaro's measure lacks; the measure is a third of the shares of letters
# that match in either word, and a third for their order.
_MATCHED = 3 * (1 - (1 - ALIKE_FROM) / 0.6) - 1
_OF_A_PLACE = (Field.NUMBER, Field.STREET, Field.EXTENDED, Field.POSTCODE, Field.TOWN)
_MOST_OF_A_PLACE = sum(WEIGHTS[field].most for field in _OF_A_PLACE)


class _Words:
    """Distinct texts by numbers, from one on; zero is no text. Each has its length and the set of its letters."""

    def __init__(self) -> None:
        self.numbers = {"": 0}
        self.letters, self.length = array("Q", [0]), array("H", [0])

    def number(self, text: str) -> int:
        """Return the number of a text."""
        found = self.numbers.get(text)
        if found is None:
            found = self.numbers[text] = len(self.length)
            self.letters.append(_letters(text))
            self.length.append(min(len(text), _LONGEST))
        return found


def _letters(text: str) -> int:
    """Return the set of the letters of a text, a bit each; sixty-four bits stand for all there are."""
    bits = 0
    for letter in set(text):
        bits |= 1 << (ord(letter) & 63)
    return bits


def _digest(text: str) -> int:
    return hash(text) & 0xFFFFFFFFFFFFFFFF


class Columns:
    """What is known of each customer, in the order they were read: a column of numbers a field.

    Of e-mail addresses and places there is the first, and how many there are; of telephone numbers a bit each.
    """

    def __init__(self) -> None:
        names = _Words()  # given and family names are compared with each other, too
        self.words = {field: _Words() for field in (Field.ORGANISATION, Field.BORN, Field.HOST, *_OF_A_PLACE)}
        self.words |= {Field.GIVEN: names, Field.FAMILY: names}
        self.texts = {field: array("I") for field in self.words}
        self.mails, self.places, self.mail_length = array("B"), array("B"), array("H")
        self.mail, self.box, self.mail_letters, self.phones = (array("Q") for _ in range(4))

    def add(self, one: Traits) -> None:
        """Add the next customer."""
        mail = one.emails[0] if one.emails else ""
        box, _at, host = mail.partition("@")
        self._put(Field.GIVEN, one.given)
        self._put(Field.FAMILY, one.family)
        self._put(Field.ORGANISATION, one.organisation)
        self._put(Field.BORN, one.born)
        self._put(Field.HOST, host)
        place = one.places[0] if one.places else ("",) * len(_OF_A_PLACE)
        for field, text in zip(_OF_A_PLACE, place, strict=True):
            self._put(field, text)
        self.mails.append(len(one.emails))
        self.places.append(len(one.places))
        self.mail_length.append(min(len(mail), _LONGEST))
        self.mail.append(_digest(mail))
        self.box.append(_digest(box))
        self.mail_letters.append(_letters(mail))
        phones = 0
        for phone in one.phones:
            phones |= 1 << (hash(phone) & 63)
        self.phones.append(phones)

    def _put(self, field: Field, text: str) -> None:
        self.texts[field].append(self.words[field].number(text))


class _Column:
    """A field of all customers: which text each has, and of each text its length, letters, and worth in bits."""

    def __init__(self, columns: Columns, field: Field, common: Commonness) -> None:
        import numpy as np

        words = columns.words[field]
        self._weight = WEIGHTS[field]
        self._number = np.array(columns.texts[field], np.uint32)
        self._letters = np.array(words.letters, np.uint64)
        self.length = np.array(words.length, np.int32)
        worth = (common.bits(field, text, text) for text in words.numbers)
        self._worth = np.fromiter(worth, np.float64, len(words.numbers))

    def of(self, rows: Numbers) -> Numbers:
        """Return the number of the text that each customer has; zero is none."""
        return self._number[rows]

    def worth(self, mine: Numbers, yours: Numbers) -> Numbers:
        """Return what it would be worth that two texts agree: as much as the more common of them."""
        import numpy as np

        return np.minimum(self._worth[mine], self._worth[yours])

    def words(self, mine: Numbers, yours: Numbers, least: float = 0.0) -> tuple[Numbers, Numbers]:
        """Return what words come to at most (see `evidence.word`), and which are different for sure."""
        import numpy as np

        worth = self.worth(mine, yours)
        nearly = np.clip(worth + TYPO, least, self._weight.most * 0.75)
        different = ~(self.maybe_typo(mine, yours) | self._maybe_alike(mine, yours))
        return self._bits(mine, yours, worth, nearly, different), different & (mine > 0) & (yours > 0)

    def codes(self, mine: Numbers, yours: Numbers) -> Numbers:
        """Return what postcodes or house numbers come to at most."""
        import numpy as np

        worth = self.worth(mine, yours)
        nearly = np.maximum(0.0, worth + ALIKE) * 0.8
        apart = (self._apart(mine, yours) > 2) | (np.abs(self.length[mine] - self.length[yours]) > 1)
        return self._bits(mine, yours, worth, nearly, apart)

    def phrases(self, mine: Numbers, yours: Numbers) -> Numbers:
        """Return what the names of firms come to at most."""
        together = self.length[mine] + self.length[yours]
        apart = self._apart(mine, yours) > 0.2 * together + _SLACK
        return self._bits(mine, yours, self.worth(mine, yours), _ORGANISATION_NEARLY, apart)

    def _bits(
        self, mine: Numbers, yours: Numbers, worth: Numbers, nearly: Numbers | float, different: Numbers
    ) -> Numbers:
        import numpy as np

        bits = np.where(different, self._weight.different, nearly)
        bits = np.where(mine == yours, worth + EQUAL, bits)
        return np.where((mine > 0) & (yours > 0), bits, 0.0)

    def _apart(self, mine: Numbers, yours: Numbers) -> Numbers:
        """Return how many letters one of two texts has and the other has not."""
        import numpy as np

        apart: Numbers = np.bitwise_count(self._letters[mine] ^ self._letters[yours])
        return apart

    def maybe_typo(self, mine: Numbers, yours: Numbers) -> Numbers:
        """Tell which texts may be equal or a typing error apart (see `evidence.how_alike`)."""
        import numpy as np

        length, its = self.length[mine], self.length[yours]
        edits = _allowed(np.maximum(length, its))
        few: Numbers = (self._apart(mine, yours) <= 2 * edits) & (np.abs(length - its) <= edits)
        return few & (mine > 0) & (yours > 0)

    def _maybe_alike(self, mine: Numbers, yours: Numbers) -> Numbers:
        """Tell which texts may be the short form of each other, or sound alike."""
        import numpy as np

        ones, others = self._letters[mine], self._letters[yours]
        length, its = self.length[mine], self.length[yours]
        only = np.bitwise_count(ones & ~others).astype(np.int32)
        its_only = np.bitwise_count(others & ~ones).astype(np.int32)
        both = np.minimum(length - only, its - its_only)
        matched = both / np.maximum(length, 1) + both / np.maximum(its, 1)
        alike: Numbers = (matched >= _MATCHED - _SLACK) | (only == 0) | (its_only == 0)
        return alike


def _allowed(longest: Numbers) -> Numbers:
    """Return how many edits make a typing error of words by their lengths."""
    import numpy as np

    return np.array(EDITS)[np.minimum(longest, len(EDITS) - 1)]


def _edits(texts: list[str], mine: Numbers, yours: Numbers, most: int) -> Numbers:
    """Return how many edits lie between texts, `most` + 1 for all above it."""
    import numpy as np
    from rapidfuzz.process import cpdist

    if not len(mine):
        return np.zeros(0, np.uint8)
    ones, others = ([texts[number] for number in numbers.tolist()] for numbers in (mine, yours))
    return cpdist(ones, others, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)


class Sieve:
    """Lets those pairs through that may come to `least` bits; it travels to other processes."""

    def __init__(self, columns: Columns, common: Commonness, least: float) -> None:
        import numpy as np

        self._least = least - _SLACK
        self._columns = {field: _Column(columns, field, common) for field in columns.words}
        self._mails = np.array(columns.mails, np.uint8)
        self._places = np.array(columns.places, np.uint8)
        self._mail = np.array(columns.mail, np.uint64)
        self._box = np.array(columns.box, np.uint64)
        self._mail_letters = np.array(columns.mail_letters, np.uint64)
        self._mail_length = np.array(columns.mail_length, np.int32)
        self._phones = np.array(columns.phones, np.uint64)
        self._names, self._days = (list(columns.words[field].numbers) for field in (Field.GIVEN, Field.BORN))
        days = np.array([int(day or 0) for day in self._days])
        self._parts = days // 10_000, days // 100 % 100, days % 100

    def through(self, codes: Numbers) -> Numbers:
        """Return those of the pairs (smaller place * 2**32 + larger place) that are worth comparing."""
        import numpy as np

        one, other = (codes >> np.uint64(32)).astype(np.intp), (codes & np.uint64(_ROW)).astype(np.intp)
        own, stranger = self._columns[Field.GIVEN].words(*self._both(Field.GIVEN, one, other), _INITIAL)
        own += self._columns[Field.ORGANISATION].phrases(*self._both(Field.ORGANISATION, one, other))
        own += self._mail_bits(one, other)
        home = self._columns[Field.FAMILY].words(*self._both(Field.FAMILY, one, other))[0]
        home += self._phone_bits(one, other) + self._place_bits(one, other)
        turned = self._maybe_turned(one, other)
        mine, yours = self._both(Field.BORN, one, other)
        known = (mine > 0) & (yours > 0)
        same = known & (mine == yours)
        born = np.where(same, self._columns[Field.BORN].worth(mine, yours) + EQUAL, _BORN_NEARLY * known)
        most = np.where(stranger & ~same, MOST_OF_A_FAMILY, MOST_OF_A_HOME)
        enough = own + born + np.minimum(most, home) >= self._least
        # Only of those who are left it is worth counting edits.
        rows = np.flatnonzero(turned & ~enough)
        turned[rows] = self._are_turned(one[rows], other[rows])
        rows = np.flatnonzero(enough & known & ~same & ~turned)
        born[rows], apart = self._born_bits(mine[rows], yours[rows])
        most[rows[apart]] = np.minimum(most[rows[apart]], MOST_OF_A_HOME_WHEN_BORN_APART)
        return codes[turned | (enough & (own + born + np.minimum(most, home) >= self._least))]

    def _both(self, field: Field, one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
        column = self._columns[field]
        return column.of(one), column.of(other)

    def _maybe_turned(self, one: Numbers, other: Numbers) -> Numbers:
        """Tell where given and family name may be the wrong way round; where both are the same they are not."""
        (given, its_given), (family, its_family) = (
            self._both(field, one, other) for field in (Field.GIVEN, Field.FAMILY)
        )
        names = self._columns[Field.GIVEN]
        maybe = names.maybe_typo(given, its_family) | names.maybe_typo(family, its_given)
        same: Numbers = (given == its_given) & (family == its_family)
        return maybe & ~same

    def _are_turned(self, one: Numbers, other: Numbers) -> Numbers:
        """Tell where they are, counting edits."""
        given, family = self._columns[Field.GIVEN], self._columns[Field.FAMILY]
        return self._are_typos(given.of(one), family.of(other)) | self._are_typos(
            family.of(one), given.of(other)
        )

    def _are_typos(self, mine: Numbers, yours: Numbers) -> Numbers:
        import numpy as np

        maybe = self._columns[Field.GIVEN].maybe_typo(mine, yours)
        edits = _edits(self._names, mine[maybe], yours[maybe], EDITS[-1])
        longest = np.maximum(*(self._columns[Field.GIVEN].length[number[maybe]] for number in (mine, yours)))
        maybe[maybe] = edits <= _allowed(longest)
        return maybe

    def _mail_bits(self, one: Numbers, other: Numbers) -> Numbers:
        import numpy as np

        host, its_host = self._both(Field.HOST, one, other)
        length, its_length = self._mail_length[one], self._mail_length[other]
        edits = np.where(np.maximum(length, its_length) > _LONG_ADDRESS, 4, 2)
        apart = np.bitwise_count(self._mail_letters[one] ^ self._mail_letters[other])
        maybe = (apart <= 2 * edits) & (np.abs(length - its_length) <= edits)
        rare = np.maximum(0.0, self._columns[Field.HOST].worth(host, its_host))
        bits = np.where(host == its_host, 0.0, WEIGHTS[Field.EMAIL].different)
        bits = np.where(self._box[one] == self._box[other], _SAME_BOX, bits)
        bits = np.where(maybe, np.maximum(bits, rare), bits)
        several = (self._mails[one] > 1) | (self._mails[other] > 1)
        bits = np.where(several | (self._mail[one] == self._mail[other]), WEIGHTS[Field.EMAIL].most, bits)
        return np.where((self._mails[one] > 0) & (self._mails[other] > 0), bits, 0.0)

    def _phone_bits(self, one: Numbers, other: Numbers) -> Numbers:
        import numpy as np

        mine, yours = self._phones[one], self._phones[other]
        bits = np.where(mine & yours, WEIGHTS[Field.PHONE].most, _PHONE_NEARLY)
        return np.where((mine > 0) & (yours > 0), bits, 0.0)

    def _place_bits(self, one: Numbers, other: Numbers) -> Numbers:
        import numpy as np

        columns = self._columns
        bits = columns[Field.POSTCODE].codes(*self._both(Field.POSTCODE, one, other))
        bits += columns[Field.NUMBER].codes(*self._both(Field.NUMBER, one, other))
        bits += columns[Field.TOWN].words(*self._both(Field.TOWN, one, other))[0]
        # Two streets that differ are left out rather than held against each other, where no building is named.
        bits += np.maximum(0.0, columns[Field.STREET].words(*self._both(Field.STREET, one, other))[0])
        building, its = self._both(Field.EXTENDED, one, other)
        # Where somebody has several places, or street and building may be swapped, the best may be anything.
        open_ = (self._places[one] > 1) | (self._places[other] > 1) | (building > 0) | (its > 0)
        bits = np.where(open_, _MOST_OF_A_PLACE, bits)
        return np.where((self._places[one] > 0) & (self._places[other] > 0), bits, 0.0)

    def _born_bits(self, mine: Numbers, yours: Numbers) -> tuple[Numbers, Numbers]:
        """Return what two unequal birth dates come to at most, and where they differ for sure."""
        import numpy as np

        years, months, days = ((part[mine], part[yours]) for part in self._parts)
        turned = (years[0] == years[1]) & (months[0] == days[1]) & (days[0] == months[1])
        parts = sum((part[0] == part[1]).astype(np.uint8) for part in (years, months, days))
        apart = (_edits(self._days, mine, yours, 2) > 2) & (parts < 2) & ~turned
        same_year = (parts == 1) & (years[0] == years[1])
        differing = np.where(same_year, 0.0, WEIGHTS[Field.BORN].different)
        return np.where(apart, differing, _BORN_NEARLY), apart
