"""Whether the tags of a document agree: ids that exist once, links that lead somewhere, changes that are whole."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotations.markup.errors import Problem
from annotations.markup.forms import use_of
from annotations.markup.tags import Tag

OWN_ID = {"fact": "fact", "statement": "fact", "reason": "reason", "project": "project"}
LINKS = {"fact": "fact", "of": "fact", "same": "fact", "part_of": "fact", "p": "project"}


@dataclass(frozen=True, slots=True)
class Names:
    """The ids that a document gives to its facts, changes and projects."""

    facts: frozenset[str]
    changes: frozenset[str]
    projects: frozenset[str]

    @classmethod
    def of(cls, tags: Sequence[Tag]) -> "Names":
        """Collect the ids, of broken tags too: a link to them is not a second mistake."""
        return cls(
            frozenset(name for kind, name, _ in _own_ids(tags) if kind == "fact"),
            frozenset(tag.attributes["ch"] for tag in tags if "ch" in tag.attributes),
            frozenset(name for kind, name, _ in _own_ids(tags) if kind == "project"),
        )


def reference_problems(tags: Sequence[Tag]) -> Iterator[Problem]:
    """What is wrong between tags: ⟪reason explains=c9|…⟫ without a change c9 -> "reason: no fact or change c9"."""
    names = Names.of(tags)
    yield from _repeated_ids(tags, names)
    for tag in tags:
        yield from _dead_links(tag, names)
    yield from _broken_changes(tags)
    yield from _repeated_fields(tags)


def check_problems(line: int, ids: Iterable[str], names: Names) -> Iterator[Problem]:
    """The ids of a line of ====CHECKS==== that the document does not have."""
    for name in ids:
        if name not in names.facts | names.changes:
            yield Problem(line, f"check: no fact or change {name}")


def _own_ids(tags: Sequence[Tag]) -> Iterator[tuple[str, str, int]]:
    """Each id that a tag gives itself, with its kind and line."""
    for tag in tags:
        kind = OWN_ID.get(use_of(tag) or "")
        if kind and "id" in tag.attributes:
            yield kind, tag.attributes["id"], tag.line


def _repeated_ids(tags: Sequence[Tag], names: Names) -> Iterator[Problem]:
    """Ids that name two things; facts and changes share one space, because `explains` points at both."""
    seen: set[tuple[str, str]] = set()
    for kind, name, line in _own_ids(tags):
        if (kind, name) in seen:
            yield Problem(line, f"{kind} id {name} is given twice")
        if kind == "fact" and name in names.changes:
            yield Problem(line, f"{name} is the id of a fact and of a change")
        seen.add((kind, name))


def _dead_links(tag: Tag, names: Names) -> Iterator[Problem]:
    """The ids a tag points at that nothing has."""
    for key, value in tag.attributes.items():
        kind = LINKS.get(key)
        if kind == "fact" and value not in names.facts:
            yield Problem(tag.line, f"{tag.name}: {key}={value}, but there is no fact {value}")
        if kind == "project" and value not in names.projects:
            yield Problem(tag.line, f"{tag.name}: {key}={value}, but there is no project {value}")
    if tag.name == "reason":
        for name in explained(tag):
            if name not in names.facts | names.changes:
                yield Problem(tag.line, f"reason: no fact or change {name}")


def explained(tag: Tag) -> tuple[str, ...]:
    """The ids in a reason's explains=c1,f2."""
    return tuple(name for name in tag.attributes.get("explains", "").split(",") if name)


def _broken_changes(tags: Sequence[Tag]) -> Iterator[Problem]:
    """Changes that lack a fact or a direction, state a part twice, or say two things of one."""
    for change, parts in changes_of(tags).items():
        line, flat = parts[0].line, any(tag.name == "flat" for tag in parts)
        said = {
            key: {tag.attributes[key] for tag in parts if key in tag.attributes} for key in ("fact", "dir", "against")
        }
        if not said["fact"]:
            yield Problem(line, f"change {change} has no fact")
        if not said["dir"] and not flat:
            yield Problem(line, f"change {change} has no direction")
        for key, values in said.items():
            if len(values) > 1:
                yield Problem(line, f"change {change} has {key}={' and '.join(sorted(values))}")
        for part, times in Counter(tag.attributes.get("part", tag.name) for tag in parts).items():
            if times > 1:
                yield Problem(line, f"change {change} has its {part} twice")


def changes_of(tags: Sequence[Tag]) -> dict[str, list[Tag]]:
    """The tags of each change, in the order in which the changes begin."""
    found: dict[str, list[Tag]] = {}
    for tag in tags:
        if "ch" in tag.attributes:
            found.setdefault(tag.attributes["ch"], []).append(tag)
    return found


def _repeated_fields(tags: Sequence[Tag]) -> Iterator[Problem]:
    """Fields that a project has twice."""
    seen: set[tuple[str | None, str | None]] = set()
    for tag in tags:
        if tag.name != "pf":
            continue
        field = (tag.attributes.get("p"), tag.attributes.get("f"))
        if field in seen:
            yield Problem(tag.line, f"project {field[0]} has its {field[1]} twice")
        seen.add(field)
