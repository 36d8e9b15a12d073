"""The spaCy pipeline: characters as tokens, one span group a component, nothing else touched.

Jieba's word edges are evidence beside the characters and never the tokens themselves: on tokens, literal indicator
names are missed wherever the segmenter cuts through them (docs/decisions/0002).
"""

import re
from collections.abc import Callable, Iterable

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from annotations.catalogue.names import fold, normalise
from extractor.periods import find_periods
from extractor.quantities import find_quantities
from models.words import WordEdges

Component = Callable[[Doc], Doc]

LONGEST_WORD = 12
QUANTITIES, PERIODS, NAMES, WORDS = "quantities", "periods", "names", "words"
# Quotes and white space inside a name ride on the character beside them; some words are bracketed by some only.
TOKEN = re.compile(r"[“‘「『\"'\s]*(?:[（(](?:境|单位|级|含|室)[）)]|.)[”’」』\"'\s]*", re.DOTALL)


class CharacterTokenizer:
    """One token a character, so that a name is found whatever the words around it look like.

    "“三公” 经费" -> the tokens “三 · 公”␣ · 经 · 费 with the norms 三 · 公 · 经 · 费: a matcher sees 三公经费, and the
    token offsets still cover every character of the text.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Split a text."""
        tokens = [match[0] for match in TOKEN.finditer(text)]
        doc = Doc(self._vocab, words=tokens, spaces=[False] * len(tokens))
        folded = text if text.isascii() else fold(text)
        position = 0
        for index, token in enumerate(tokens):
            plain = folded[position : position + len(token)]
            if len(token) > 1 or plain != token:
                doc[index].norm_ = normalise(plain) or plain
            position += len(token)
        return doc


def mark_quantities(doc: Doc) -> Doc:
    """Mark every printed number with its unit; the read values travel as the group's attributes."""
    return _mark(doc, QUANTITIES, find_quantities(doc.text))


def mark_periods(doc: Doc) -> Doc:
    """Mark years, dates and spans of time."""
    return _mark(doc, PERIODS, find_periods(doc.text))


def _mark(doc: Doc, group: str, found: tuple[object, ...]) -> Doc:
    doc.spans[group] = SpanGroup(doc, name=group, attrs={"values": found})
    return doc


class NameMatcher:
    """Mark the names of the catalogue as printed; where names overlap, all are marked."""

    def __init__(self, nlp: Language, names: Iterable[str]) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._matcher.add("NAME", [nlp.make_doc(name) for name in sorted(set(names)) if name])

    def __call__(self, doc: Doc) -> Doc:
        """Add the span group `names`."""
        spans = [Span(doc, start, end, label="NAME") for _, start, end in self._matcher(doc)]
        doc.spans[NAMES] = SpanGroup(doc, name=NAMES, spans=spans)
        return doc


class WordMarker:
    """Mark where jieba's words begin and end."""

    def __init__(self, edges: WordEdges) -> None:
        self._edges = edges

    def __call__(self, doc: Doc) -> Doc:
        """Add the span group `words`."""
        return _mark(doc, WORDS, tuple(self._edges.words(doc.text)))


def make_quantity_matcher(nlp: Language, name: str) -> Component:  # noqa: ARG001, the signature spaCy calls
    """The spaCy factory of `mark_quantities`."""
    return mark_quantities


def make_period_matcher(nlp: Language, name: str) -> Component:  # noqa: ARG001
    """The spaCy factory of `mark_periods`."""
    return mark_periods


def make_name_matcher(nlp: Language, name: str, names: list[str]) -> Component:  # noqa: ARG001
    """The spaCy factory of `NameMatcher`."""
    return NameMatcher(nlp, names)


def make_word_marker(nlp: Language, name: str, names: list[str]) -> Component:  # noqa: ARG001
    """The spaCy factory of `WordMarker`; only names short enough to be one word enter jieba's dictionary."""
    return WordMarker(WordEdges(term for term in names if 2 <= len(term) <= LONGEST_WORD))


def register() -> None:
    """Tell spaCy the factories of this module, by name; doing it again changes nothing."""
    for name, factory, config in (
        ("quantity_matcher", make_quantity_matcher, {}),
        ("period_matcher", make_period_matcher, {}),
        ("name_matcher", make_name_matcher, {"names": []}),
        ("word_marker", make_word_marker, {"names": []}),
    ):
        Language.factory(name, func=factory, assigns=["doc.spans"], default_config=config)


def build_pipeline(names: Iterable[str]) -> Language:
    """The pipeline over `names` (normalised captions), ready to mark text.

    `build_pipeline(["公务接待费"])("公务接待费0万元").spans` has the groups quantities, periods, names and words.
    """
    terms = sorted(set(names))
    register()
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    nlp.add_pipe("quantity_matcher")
    nlp.add_pipe("period_matcher")
    nlp.add_pipe("name_matcher", config={"names": terms})
    nlp.add_pipe("word_marker", config={"names": terms})
    return nlp
