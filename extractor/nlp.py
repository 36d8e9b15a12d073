"""The spaCy pipeline: characters as tokens, one span group a component, nothing else touched.

Jieba's word edges are evidence beside the characters and never the tokens themselves: on tokens, literal indicator
names are missed wherever the segmenter cuts through them (docs/decisions/0002).
"""

import re
from collections.abc import Callable, Collection, Iterable
from itertools import accumulate

from annotations.catalogue.names import fold, normalise
from annotations.span import Span
from extractor.frameworks import hidden
from extractor.periods import find_periods
from extractor.quantities import find_quantities
from models.words import Segmenter, WordEdges

with hidden("torch"):  # where it is installed it would cost every process a second or two, and nothing here uses it
    import spacy
    from spacy.attrs import NORM  # type: ignore[import-not-found]  # compiled, without a stub
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc, SpanGroup
    from spacy.vocab import Vocab

Component = Callable[[Doc], Doc]
Pipeline = Language  # by this name, other modules need not import spaCy themselves

SHORTEST_WORD, LONGEST_WORD = 2, 12
TEXT, EDGES = "text", "edges"  # where the tokenizer leaves the text it was given, and where its tokens begin and end
QUANTITIES, PERIODS, NAMES, WORDS = "quantities", "periods", "names", "words"
# Quotes and white space inside a name ride on the character beside them; some words are bracketed by some only.
TOKEN = re.compile(r"[“‘「『\"'\s]*(?:[（(](?:境|单位|级|含|室)[）)]|.)[”’」』\"'\s]*", re.DOTALL)


class CharacterTokenizer:
    """One token a character, so that a name is found whatever the words around it look like.

    "“三公” 经费" -> the tokens “三 · 公”␣ · 经 · 费 with the norms 三 · 公 · 经 · 费: a matcher sees 三公经费, and the
    token offsets still cover every character of the text. The norm hangs on a token's characters alone, so that the
    vocabulary works it out when it first meets them.
    """

    def __init__(self, vocab: Vocab) -> None:
        getters: dict[int, Callable[[str], str]] = vocab.lex_attr_getters  # type: ignore[attr-defined]  # not in its stub
        usual = getters[NORM]
        getters[NORM] = lambda token: _norm(token) or usual(token)
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Split a text."""
        tokens = TOKEN.findall(text)
        doc = Doc(self._vocab, words=tokens, spaces=[False] * len(tokens))
        doc.user_data[TEXT] = text
        doc.user_data[EDGES] = [*accumulate(map(len, tokens), initial=0)]
        return doc


def _norm(token: str) -> str | None:
    """The norm of a token that is more than one plain character."""
    plain = fold(token)
    return normalise(plain) or plain if len(token) > 1 or plain != token else None


def text_of(doc: Doc) -> str:
    """The text that a document was made of; `doc.text` puts it together anew, character by character, each time."""
    text: str = doc.user_data.get(TEXT) or doc.text
    return text


def mark_quantities(doc: Doc) -> Doc:
    """Mark every printed number with its unit; the read values travel as the group's attributes."""
    return _mark(doc, QUANTITIES, find_quantities(text_of(doc)))


def mark_periods(doc: Doc) -> Doc:
    """Mark years, dates and spans of time."""
    return _mark(doc, PERIODS, find_periods(text_of(doc)))


def _mark(doc: Doc, group: str, found: Collection[object]) -> Doc:
    doc.spans[group] = SpanGroup(doc, name=group, attrs={"values": found})
    return doc


class NameMatcher:
    """Mark the names of the catalogue as printed; where names overlap, all are marked."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._matcher = PhraseMatcher(vocab, attr="NORM")

    def learn(self, names: Collection[str]) -> None:
        """Add normalised names, one token a character as the tokenizer would make them.

        The matcher takes the norms of tokens in place of documents, which for thousands of names are slow to make.
        """
        norms: dict[str, int] = {}
        for character in {character for name in names for character in name}:
            norms[character] = self._vocab[character].norm
        self._matcher.add("NAME", [[norms[character] for character in name] for name in names])  # type: ignore[misc]

    def __call__(self, doc: Doc) -> Doc:
        """Add the span group `names`."""
        text, edges = text_of(doc), doc.user_data[EDGES]
        return _mark(doc, NAMES, [_name(text, edges[start], edges[end]) for _, start, end in self._matcher(doc)])


def _name(text: str, start: int, end: int) -> Span:
    """A name of the catalogue without the white space that rides on its first and last character."""
    printed = text[start:end]
    bare = printed.strip()
    begin = start + printed.index(bare)
    return Span(begin, begin + len(bare), "NAME", 1.0, NAMES)


class WordMarker:
    """Mark where jieba's words begin and end."""

    def __init__(self) -> None:
        self._segmenter: Segmenter | None = None

    def learn(self, names: Iterable[str]) -> None:
        """Add names to the dictionary; only those short enough to be one word."""
        self._segmenter = Segmenter(name for name in names if SHORTEST_WORD <= len(name) <= LONGEST_WORD)

    def __call__(self, doc: Doc) -> Doc:
        """Add the span group `words`."""
        return _mark(doc, WORDS, WordEdges(self._segmenter, text_of(doc)) if self._segmenter is not None else ())


def make_quantity_matcher(nlp: Pipeline, name: str) -> Component:  # noqa: ARG001, the signature spaCy calls
    """The spaCy factory of `mark_quantities`."""
    return mark_quantities


def make_period_matcher(nlp: Pipeline, name: str) -> Component:  # noqa: ARG001
    """The spaCy factory of `mark_periods`."""
    return mark_periods


def make_name_matcher(nlp: Pipeline, name: str) -> Component:  # noqa: ARG001
    """The spaCy factory of `NameMatcher`."""
    return NameMatcher(nlp.vocab)


def make_word_marker(nlp: Pipeline, name: str) -> Component:  # noqa: ARG001
    """The spaCy factory of `WordMarker`."""
    return WordMarker()


FACTORIES = {
    "quantity_matcher": make_quantity_matcher,
    "period_matcher": make_period_matcher,
    "name_matcher": make_name_matcher,
    "word_marker": make_word_marker,
}


def register() -> None:
    """Tell spaCy the factories of this module, by name; doing it again changes nothing."""
    for name, factory in FACTORIES.items():
        Pipeline.factory(name, func=factory, assigns=["doc.spans"])


def build_pipeline(names: Iterable[str]) -> Pipeline:
    """The pipeline over `names` (normalised captions), ready to mark text.

    `build_pipeline(["公务接待费"])("公务接待费0万元").spans` has the groups quantities, periods, names and words.
    """
    terms = sorted(set(names))
    register()
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    for name in FACTORIES:
        component = nlp.add_pipe(name)
        if isinstance(component, NameMatcher | WordMarker):
            component.learn(terms)  # not by the config, which spaCy checks word by word
    return nlp
