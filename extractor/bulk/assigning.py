"""Which shard is where: handed out, done, or put back because its worker died."""

from collections import deque
from collections.abc import Sequence

from extractor.bulk.data import Counts, Settings, Shard, Task
from extractor.bulk.engines import Engine, Outcome
from extractor.bulk.errors import LostDocument, WorkersFail
from extractor.bulk.journal import Ending, begun, clear, ending_of
from extractor.bulk.layout import journal_folder
from extractor.bulk.ledger import Ledger
from extractor.bulk.results import write_results
from extractor.bulk.stock import Spool
from extractor.bulk.working import failure_of
from extractor.data import Producer
from extractor.outputs.parts import remove_part

AHEAD = 2  # shards a worker that are handed out, so that none waits for its next
MOST_DEATHS = 2  # of workers, for one document
MOST_FALSE_STARTS = 5  # of workers in a row, which die before their first document


class Assignment:
    """The shards of one run that are not done yet.

    A document that kills its worker is blamed by the journal, gets a shard of its own, and is a failure if it kills a
    second one; its neighbours are done as if it had not been there.
    """

    def __init__(
        self, ledger: Ledger, settings: Settings, spool: Spool, producer: Producer, retried: frozenset[int]
    ) -> None:
        self.ledger = ledger
        self.waiting = deque(ledger.waiting())
        self.new = Counts()
        self._before = ledger.totals()
        self._settings = settings
        self._journals = journal_folder(settings.folder)
        self._spool = spool
        self._producer = producer
        self._retried = retried
        self._running: dict[int, Shard] = {}
        self._false_starts = 0

    @property
    def done(self) -> Counts:
        """What is done by this run and those before it."""
        return self._before + self.new

    def under_way(self) -> int:
        """How many documents of the shards that are handed out have been gone through."""
        return sum(max(0, begun(self._journals, shard) - 1) for shard in self._running)

    def hand_out(self, engine: Engine) -> bool:
        """Give the workers enough to do; whether anything is still to come."""
        while self.waiting and len(self._running) < AHEAD * engine.workers:
            shard = self.ledger.shard(self.waiting.popleft(), self._producer.code)
            if not shard.is_read or shard.id in self._retried:
                self._spool.fill(shard)
            clear(self._journals, shard.id)
            self._running[shard.id] = shard
            engine.submit(shard)
        return bool(self._running)

    def settle(self, outcome: Outcome) -> None:
        """Take note of what became of a shard; raises what was raised in its worker."""
        shard = self._running.pop(outcome.shard.id)
        if outcome.error is not None:
            raise outcome.error
        if outcome.counts is not None:
            self._finish(shard, outcome.counts)
            self._false_starts = 0
        else:
            self._look_into(shard, ending_of(self._journals, shard.id))

    def _finish(self, shard: Shard, counts: Counts) -> None:
        self.ledger.finish(shard, counts, self._producer)
        clear(self._journals, shard.id)
        self.new += counts

    def _look_into(self, shard: Shard, ending: Ending) -> None:
        """A worker has died: of the document that it began last, as far as one can tell."""
        if not ending.begun:
            self._false_starts += 1
            if self._false_starts == MOST_FALSE_STARTS:
                raise WorkersFail(f"{MOST_FALSE_STARTS}×")
            self.waiting.appendleft(shard.id)
        elif len(shard.tasks) > 1:
            place = [task.document for task in shard.tasks].index(ending.begun[-1])
            parts = (shard.tasks[:place], shard.tasks[place : place + 1], shard.tasks[place + 1 :])
            self._split(shard, [part for part in parts if part], shard.tasks[place])
        elif shard.attempts + 1 < MOST_DEATHS:
            self.ledger.blame(shard)
            self.waiting.appendleft(shard.id)
        else:
            self._give_up(shard, ending)

    def _split(self, shard: Shard, groups: Sequence[Sequence[Task]], suspect: Task) -> None:
        self.waiting.extendleft(self.ledger.split(shard, groups, suspect))
        remove_part(self._settings.folder, shard.id)

    def _give_up(self, shard: Shard, ending: Ending) -> None:
        """Put the only document of a shard aside."""
        (task,) = shard.tasks
        error = LostDocument(task.name, "time" if ending.stuck else "crash", self._settings.seconds)
        failure = failure_of(task, error, MOST_DEATHS, ending.stuck)
        write_results(self._settings, shard.id, [], [], [failure])
        self._finish(shard, Counts(documents=1, failures=1))
