"""Composing whole documents out of patterns, seeded: the same seed gives the same document.

A document is markup, so that it is its own annotation: `compose` writes it, `annotations.markup` reads it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from annotations.catalogue.regions import load_regions
from annotations.markup import GoldDocument, read_markup
from models.corpus.filling import fill, render
from models.corpus.loading import Pattern, load_patterns
from models.corpus.noise import draw_noise, is_prose, spoil
from models.corpus.numbering import Numbering, draw_numbering
from models.corpus.outlines import Outline, Part, Section, load_outlines
from models.corpus.pools import Words, load_words
from models.corpus.printing import draw_style
from models.corpus.setting import LARGE, Ledger, Setting
from models.corpus.tags import TAG, tag, untagged

TRIES = 4  # other patterns to look for one that contradicts the document less
WEIGHTS = {"budget": 4, "final": 4, "report": 2, "evaluation": 2, "performance": 2}  # of kinds of documents; others 1
YEARS = range(2016, 2027)
RUN_ON = ("。", "：", "  ", "")  # between a heading and the text that continues on its line
CONTENTS = ("目  录", "目　　录", "目录")
SHORT_NAMES = (  # what an organisation calls itself, by the end of its name
    ("局", ("我局", "本局")),
    ("院", ("我院", "本院")),
    ("学", ("我校", "学校")),
    ("街道办事处", ("我办", "本街道")),
    ("镇人民政府", ("我镇", "本镇")),
    ("乡人民政府", ("我乡", "本乡")),
    ("中心", ("我中心", "本中心")),
    ("馆", ("我馆", "本馆")),
)


def compose(seed: int, *, patterns: Iterable[Pattern] | None = None, kind: str | None = None) -> GoldDocument:
    """Compose one annotated document, whose `text` is what an extractor reads.

    Args:
        seed: the same seed, patterns and kind give the same document.
        patterns: what to draw from; all of the project's unless given. Sections without one are left out.
        kind: a key of setting.STAGES; drawn unless given.
    """
    return read_markup(compose_markup(seed, patterns=patterns, kind=kind), f"composed-{seed}")


def compose_markup(seed: int, *, patterns: Iterable[Pattern] | None = None, kind: str | None = None) -> str:
    """The same as the markup of a .gold file."""
    random = Random(f"document {seed}")
    outlines = [outline for outline in load_outlines() if kind in (None, outline.kind)]
    outline = random.choices(outlines, weights=[WEIGHTS.get(one.kind, 1) for one in outlines])[0]
    setting = draw_setting(outline.kind, random, load_words())
    usable = tuple(load_patterns() if patterns is None else patterns)
    title, ledger = render(outline.title, setting, random), Ledger()
    body = list(_parts(outline, usable, setting, ledger, random))
    opening = list(_preamble(usable, setting, ledger, random))
    if random.random() < 0.35:
        opening += _contents(body, random)
    text = "\n".join([title, "", *opening, *body, ""])
    return spoil(text, draw_noise(random), random) + _meta(outline, setting)


def specimen(pattern: Pattern, seed: int, *, name: str = "") -> GoldDocument:
    """One pattern filled once, under a title and the headings of its part and section: a family by itself."""
    random = Random(f"{seed} {pattern.text}")
    kind = random.choice(pattern.kinds)
    setting = draw_setting(kind, random, load_words())
    outline = next(one for one in load_outlines() if one.kind == kind)
    headings = list(_headings(outline, pattern.section, setting, random))
    level, section = len(headings), pattern.section
    body = fill(pattern.text, setting, Ledger(), random, level_of_section=level, section=section)
    text = "\n".join([render(outline.title, setting, random), "", *headings, body, _meta(outline, setting)])
    return read_markup(text, name or f"{pattern.family}-{seed}")


def _headings(outline: Outline, draws: str, setting: Setting, random: Random) -> Iterator[str]:
    """The headings over a section; none over what stands before all parts."""
    places = ((part, one) for part in outline.parts for one in part.sections if one.draws == draws and not part.as_kind)
    part, section = next(places, (None, None))
    if part is None or section is None:
        return
    yield tag("h", "一、" + render(part.heading, setting, random), level=1, kind=part.kind)
    if heading := render(section.heading, setting, random):
        yield tag("h", "（一）" + heading, level=2, kind=section.kind)


def draw_setting(kind: str, random: Random, words: Words) -> Setting:
    """Invent who writes the document, of which year, and how."""
    place = _place(random, words)
    is_large = kind in LARGE
    office = "财政局" if is_large else random.choice(words.lists["office"])
    own_names = next((names for end, names in SHORT_NAMES if office.endswith(end)), ())
    short = random.choice((*own_names, *own_names, *words.lists["short"]))
    if random.random() < 0.02:
        office = "****局"  # as hosts redact it
    style = draw_style(random, is_large=is_large)
    return Setting(kind, random.choice(YEARS), style, place + office, short, place, words)


def _place(random: Random, words: Words) -> str:
    """The name of a place that does not exist."""
    known = load_regions().by_name
    while True:
        place = "".join(random.choice(words.lists[name]) for name in ("place_front", "place_back", "place_kind"))
        if place not in known:
            return place


def _preamble(usable: Sequence[Pattern], setting: Setting, ledger: Ledger, random: Random) -> Iterator[str]:
    """A line or two before the first part."""
    fitting = [one for one in usable if not one.section and setting.kind in one.kinds]
    if fitting and random.random() < 0.4:
        yield fill(random.choice(fitting).text, setting, ledger, random)
        yield ""


def _parts(
    outline: Outline, usable: Sequence[Pattern], setting: Setting, ledger: Ledger, random: Random
) -> Iterator[str]:
    """The lines of all parts."""
    numbering = draw_numbering(random)
    number = 0
    for part in outline.parts:
        own = replace(setting, kind=part.as_kind or setting.kind, year=setting.year - part.years_back)
        written = list(_sections(part, usable, numbering, own, ledger, random))
        if written:
            number += 1
            heading = numbering.of_part(number) + render(part.heading, own, random)
            yield tag("h", heading, level=1, kind=part.kind)
            yield from written
            if random.random() < 0.3:
                yield ""


def _sections(
    part: Part, usable: Sequence[Pattern], numbering: Numbering, setting: Setting, ledger: Ledger, random: Random
) -> Iterator[str]:
    """The lines of one part: the headings of its sections, and their passages."""
    number = 0
    for section in part.sections:
        texts = _passages(section, usable, setting, ledger, random)
        if not texts:
            continue
        heading = render(section.heading, setting, random)
        if not heading:
            yield from texts
            continue
        number += 1
        printed = tag("h", numbering.of_section(number) + heading, level=2, kind=section.kind)
        runs_on = random.random() < 0.12 and is_prose(texts[0].split("\n")[0])
        if runs_on:
            yield printed + random.choice(RUN_ON) + texts[0]
            yield from texts[1:]
        else:
            yield from (printed, *texts)


def _passages(
    section: Section, usable: Sequence[Pattern], setting: Setting, ledger: Ledger, random: Random
) -> list[str]:
    """Filled patterns of a section, each of another family where there are enough."""
    fitting = [one for one in usable if one.section == section.draws and setting.kind in one.kinds]
    wanted = min(random.randint(section.fewest, section.most), len(fitting))
    level = 2 if section.heading else 1
    chosen: list[Pattern] = []
    texts: list[str] = []
    for _ in range(wanted):
        pattern, text, after = _try(fitting, chosen, setting, ledger, random, level)
        for _ in range(TRIES):
            if after.conflicts == ledger.conflicts:
                break
            other = _try(fitting, chosen, setting, ledger, random, level)
            pattern, text, after = min((pattern, text, after), other, key=lambda one: one[2].conflicts)
        ledger.take(after)
        chosen.append(pattern)
        texts.append(text)
    return texts


def _try(
    fitting: Sequence[Pattern], chosen: Sequence[Pattern], setting: Setting, ledger: Ledger, random: Random, level: int
) -> tuple[Pattern, str, Ledger]:
    """Fill a pattern of a family that the section does not have yet, and what the document would have said then."""
    families = {one.family for one in chosen}
    fresh = [one for one in fitting if one.family not in families]
    pattern = random.choice(fresh or [one for one in fitting if one not in chosen])
    after = ledger.copy()
    text = fill(pattern.text, setting, after, random, level_of_section=level, section=pattern.section)
    return pattern, text, after


def _contents(lines: Iterable[str], random: Random) -> Iterator[str]:
    """A table of contents: all headings again, without their tags."""
    dots = random.choice(("", "……", "...........", "\t"))
    yield random.choice(CONTENTS)
    for page, line in enumerate(line for line in lines if line.startswith("⟪h level=")):
        heading = untagged(TAG.split(line)[1])
        yield heading + (f"{dots}{tag('x', str(page // 3 + 2))}" if dots else "")
    yield ""


def _meta(outline: Outline, setting: Setting) -> str:
    """What is known about the whole document."""
    said = {
        "fiscal_year": setting.year,
        "kind": outline.document,
        "organisation": setting.organisation,
        "source": "composed",
        "style": outline.style,
    }
    return "\n====META====\n" + "".join(f"{key}={value}\n" for key, value in said.items())
