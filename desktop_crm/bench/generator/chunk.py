"""A thousand customers at a time, each thousand on its own, so that processors can share the work."""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from desktop_crm.bench.generator.agenda import Agenda
from desktop_crm.bench.generator.answers import Answerer
from desktop_crm.bench.generator.case_rows import CaseWriter
from desktop_crm.bench.generator.earlier import EarlierFacts
from desktop_crm.bench.generator.files import FileWriter
from desktop_crm.bench.generator.keys import key_maker
from desktop_crm.bench.generator.people import Person, Town
from desktop_crm.bench.generator.plan import Planned
from desktop_crm.bench.generator.sink import Row, Sink
from desktop_crm.bench.generator.staff import Staff
from desktop_crm.bench.generator.walk import Walk
from desktop_crm.bench.generator.world import World
from desktop_crm.core.clock import from_micros, to_micros
from desktop_crm.core.ids import uuid_of
from desktop_crm.process.model import Model
from desktop_crm.store.search import Document
from desktop_crm.workflow.calendars import calendar_of
from desktop_crm.workflow.plan import Plan, make_plan

CHUNK = 1_000
HISTORY_DAYS = 731
FIRST_NUMBER = 100_001
# Keys of a chunk lie within this many milliseconds, so that chunks follow each other whoever makes them.
_KEY_MILLIS = 100


@dataclass(frozen=True)
class Made:
    """The rows of a chunk, each list with the statement that writes it, and its search documents."""

    rows: list[tuple[str, list[Row]]]
    documents: list[Document]


@dataclass(frozen=True)
class Job:
    """What is to be generated, apart from how many: model and version, people, seed and present day.

    `talk` is how many times the usual number of everyday contacts a customer has.
    """

    model: Model
    version: UUID
    number: int
    staff: Staff
    seed: int
    now: int
    talk: float = 1.0


class Chunks:
    """Makes the rows of chunks; what they have in common (plan, calendars, names) is made ready once."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._plan = make_plan(job.version, job.number, job.model)
        self.agenda = make_agenda(self._plan, job.now)

    @property
    def processes(self) -> list[str]:
        """The codes of the processes of the model."""
        return list(self._plan.processes)

    def make(self, index: int, count: int, planned: Mapping[int, Sequence[Planned]]) -> Made:
        """Make the `count` customers of chunk `index`; `planned`: their cases by position."""
        job = self._job
        random = Random(f"{job.seed}/{index}")
        new_key = key_maker(job.now + index * _KEY_MILLIS * 1000, random)
        agenda = self.agenda.drawing_from(random)
        sink = Sink()
        world = World(self._plan, random, agenda, job.staff, Answerer(job.model, random, agenda), new_key)
        town = Town(random, agenda.day_of(agenda.last))
        files = FileWriter(sink, random, agenda, job.staff, new_key, job.talk)
        cases = CaseWriter(sink, self._plan, job.staff, new_key)
        earlier = EarlierFacts(sink, world)
        before: Person | None = None
        for position in range(count):
            person = town.next()
            files.write(person, str(FIRST_NUMBER + index * CHUNK + position), before)
            known = earlier.write(person)
            for one in planned.get(position, ()):
                process = self._plan.processes[one.process]
                walked = Walk(world, person, process, one, known).run()
                if walked is not None:
                    cases.write(walked)
            before = person
        return Made(sink.take(), files.documents)


def make_agenda(plan: Plan, now: int) -> Agenda:
    """Return when things happen in the two years before `now`: the model's first calendar is the office's."""
    first = from_micros(now) - timedelta(days=HISTORY_DAYS)
    codes = [one.code for one in plan.model.calendars] or [""]
    return Agenda(
        calendar_of(plan, codes[0]), calendar_of(plan, codes[min(1, len(codes) - 1)]), to_micros(first), now
    )


_chunks: Chunks | None = None


def set_up(job: Job) -> None:
    """Make a worker process ready for `make_in_worker`."""
    global _chunks
    _chunks = Chunks(job)


def make_in_worker(index: int, count: int, planned: Mapping[int, Sequence[Planned]]) -> bytes:
    """Make a chunk, in a worker process, packed for its way to the one that writes."""
    assert _chunks is not None, "a worker is set up first"
    made = _chunks.make(index, count, planned)
    texts = [
        (one.customer.bytes, one.sort_key, one.bare_key, one.words, one.digits) for one in made.documents
    ]
    # Rows are bytes, texts and numbers; `pickle` takes three times as long, as it looks for shared objects.
    return marshal.dumps((made.rows, texts))


def unpacked(packed: bytes) -> Made:
    """Return what `make_in_worker` made."""
    rows, texts = marshal.loads(packed)
    return Made(rows, [Document(uuid_of(int.from_bytes(key)), *words) for key, *words in texts])
