"""From bytes to record, in one straight line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from annotations.catalogue import Catalogue
from annotations.catalogue import load as load_catalogue
from annotations.catalogue.captions import Captions
from annotations.catalogue.indicators import IndicatorWords, load_indicator_words
from annotations.catalogue.regions import find_region
from extractor.accepting import accept, contested, leave_out
from extractor.announcing import find_row
from extractor.asking import ask, opinions
from extractor.confidence import doubt_scans, doubt_stage, rate
from extractor.data import Document, DocumentKind, Producer, Record, Rows, Section
from extractor.describing import describe
from extractor.evidence import Features
from extractor.flow import arrange
from extractor.goal_amounts import outside_goals
from extractor.headings import Titles
from extractor.linking import Cues, Lexicon, link
from extractor.linking.placing import place
from extractor.linking.unsaid import settle_by_tables
from extractor.mentions import Passage, find_mentions
from extractor.nlp import Pipeline, build_pipeline
from extractor.outline import outline
from extractor.projects import read_projects
from extractor.reading import Limits, Reading, read
from extractor.reconciliation import Reconciliation, Relations, load_relations, reconcile
from extractor.stages import Placing
from extractor.tables import Grid, find_grids, read_tables
from extractor.targets import read_targets
from models.acceptance import Acceptance
from models.registry import DEFAULT, NONE, load_model, load_tagger
from models.tagger import Tagger

VERSION = "0.1.0"


@dataclass(frozen=True, repr=False)
class Extractor:
    """Everything heavy, loaded once; `extract` is the architecture in one screen."""

    catalogue: Catalogue
    captions: Captions
    titles: Titles
    lexicon: Lexicon
    cues: Cues
    nlp: Pipeline
    relations: Relations
    indicators: IndicatorWords
    acceptance: Acceptance | None = None
    tagger: Tagger | None = None

    @property
    def model(self) -> str:
        """What a record says it was made with: the model's version, or "none"."""
        return self.acceptance.version if self.acceptance is not None else NONE

    def __repr__(self) -> str:
        """One line: the catalogue alone would fill pages."""
        return f"Extractor(model={self.model!r}, catalogue={self.catalogue.version!r})"

    def kind_of(self, title: str, text: str, sections: Sequence[Section]) -> DocumentKind | None:
        """What a document is by the words that tell it."""
        row = find_row(self.catalogue, title, text, sections)
        return row.kind if row is not None else None

    def is_caption(self, line: str) -> bool:
        """Whether a line stands for itself: the heading of a section, the label of a form, the header of a column."""
        words = self.indicators
        return bool(self.captions.kind_of(line) or words.field(line) or words.column(line))

    def extract(self, data: bytes, *, name: str = "", limits: Limits = Limits()) -> Record:  # noqa: B008, frozen
        """Read one disclosure and return everything it says about itself.

        extract("2021年收入预算总额913.26万元。".encode()).facts[0].quantity.value -> Decimal("9132600.00")

        Raises one `UnreadableDocument` for bytes that cannot become text; contradictions are checks in the record.
        """
        return self.extract_from(read(data, name=name, limits=limits))

    def extract_from(self, reading: Reading) -> Record:
        """What a document says about itself, once it is read: the part that needs no bytes and may be done again."""
        document = reading.document
        document, sections, passages = self.mark(reading.document)
        staging = self.acceptance.staging if self.acceptance is not None else None
        placing = place(document, sections, passages, self.cues, self.catalogue, staging)
        rows = self._find_rows(document, sections, passages, placing)
        rows, agreement = self._judge(rows, document, sections, self.hear(rows, sections, passages))
        rows = doubt_scans(doubt_stage(rows, placing.probability), document.blocks)
        return Record(
            document=document,
            sections=sections,
            facts=rows.facts,
            changes=rows.changes,
            ratios=rows.ratios,
            reasons=rows.reasons,
            projects=rows.projects,
            indicators=rows.indicators,
            checks=agreement.checks,
            coverage=agreement.coverage,
            warnings=reading.warnings,
            produced_by=Producer(VERSION, self.model, self.catalogue.version),
        )

    def mark(self, document: Document) -> tuple[Document, tuple[Section, ...], tuple[Passage, ...]]:
        """A document and what it is as a whole, its headings, and its paragraphs with what is marked in them."""
        paragraphs = arrange(document, is_caption=self.is_caption)
        sections = outline(document, paragraphs, titles=self.titles)
        document = describe(document, paragraphs, sections, kind_of=self.kind_of, region_of=find_region)
        return document, sections, find_mentions(self.nlp, paragraphs, sections)

    def hear(self, rows: Rows, sections: Sequence[Section], passages: Sequence[Passage]) -> Mapping[str, Features]:
        """What the network thinks of rows; nothing where the model has none."""
        return opinions(rows, ask(passages, sections, self.tagger)) if self.tagger is not None else {}

    def _find_rows(
        self, document: Document, sections: Sequence[Section], passages: Sequence[Passage], placing: Placing
    ) -> Rows:
        """What sentences, tables and forms state, not yet judged."""
        grids = find_grids(document, sections)
        told = _outside_targets(passages, grids)
        rows = link(told, document, sections, placing, self.lexicon, self.cues, self.indicators)
        tables = read_tables(
            document,
            grids,
            lexicon=self.lexicon,
            captions=self.captions,
            facts=len(rows.facts),
            changes=len(rows.changes),
        )
        rows = replace(rows, facts=(*rows.facts, *tables.facts), changes=(*rows.changes, *tables.changes))
        found = read_projects(document, passages, sections, rows.facts, grids, self.indicators)
        targets = read_targets(document, passages, sections, found.stretches, grids, self.indicators)
        rows = replace(rows, facts=found.facts, projects=found.projects, indicators=targets)
        return settle_by_tables(outside_goals(rows))

    def _judge(
        self, rows: Rows, document: Document, sections: Sequence[Section], heard: Mapping[str, Features]
    ) -> tuple[Rows, Reconciliation]:
        """How sure each row is, and whether they agree: by evidence alone, or by what a model has learned of it."""
        agreement = reconcile(rows, document, sections, self.relations)
        rows = rate(rows, agreement.checks)
        if self.acceptance is None:
            return rows, agreement
        rows = accept(rows, document, sections, agreement.checks, self.acceptance, heard)
        kept = leave_out(rows, self.acceptance.floor, contested(agreement.checks))
        if kept is rows:
            return rows, agreement
        agreement = reconcile(kept, document, sections, self.relations)
        return accept(kept, document, sections, agreement.checks, self.acceptance, heard), agreement


@cache
def load(*, model: str = DEFAULT) -> Extractor:
    """Load the pipeline with the model of a name or folder; `model="none"` uses rules alone.

    Raises `ModelError` for a model that cannot be used.
    """
    acceptance = load_model(model)
    catalogue = load_catalogue()
    captions = Captions(catalogue)
    lexicon = Lexicon(catalogue)
    return Extractor(
        catalogue=catalogue,
        captions=captions,
        titles=Titles(captions.kind_of, lexicon.is_name),
        lexicon=lexicon,
        cues=Cues(catalogue),
        nlp=build_pipeline(lexicon.names),
        relations=load_relations(),
        indicators=load_indicator_words(),
        acceptance=acceptance,
        tagger=load_tagger(model) if acceptance is not None and acceptance.has_network else None,
    )


def _outside_targets(passages: Sequence[Passage], grids: Sequence[Grid]) -> tuple[Passage, ...]:
    """The passages that are no lines of a table of targets, whose numbers are no levels."""
    forms = [range(grid.start, grid.end) for grid in grids if grid.is_targets]
    return tuple(each for each in passages if not any(each.paragraph.start in form for form in forms))
