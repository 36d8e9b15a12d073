"""A record as lines that a person can compare: no offsets, no confidence, no evidence."""

PARTS = ("overview", "basis", "implementer", "plan", "goal")


def lines(record):
    """A record as lines that a person can compare: no offsets, no confidence."""
    facts = {fact.id: fact for fact in record.facts}
    changes = {change.id: change for change in record.changes}

    def name(id):
        if id is None:
            return "-"
        fact = facts[changes[id].fact if id in changes else id]
        return f"{one_line(fact.item.text)}/{fact.year or ''}"

    yield f"document {record.document.kind} {record.document.fiscal_year} {record.document.title}"
    for section in record.sections:
        yield f"section {'  ' * section.level}{section.number} {one_line(section.title)} [{section.kind or ''}]"
    for fact in record.facts:
        concept, total = fact.concept or "", f" of {name(fact.part_of)}" if fact.part_of else ""
        purpose = f" for {one_line(fact.purpose.text)}" if fact.purpose else ""
        yield f"fact {one_line(fact.item.text)} [{concept}] {figure(fact)} {fact.year} {fact.stage}{total}{purpose}"
    for change in record.changes:
        moved = f"{change.direction} {printed(change.amount)} {printed(change.percent)}"
        yield f"change {name(change.fact)} {moved} {change.against}"
    for ratio in record.ratios:
        yield f"ratio {ratio.kind} {name(ratio.fact)} of {name(ratio.of)} {printed(ratio.percent)}"
    for reason in record.reasons:
        yield f"reason {one_line(reason.text)} [{reason.category}] explains {[name(id) for id in reason.explains]}"
    for project in record.projects:
        parts = [(part, getattr(project, part)) for part in PARTS]
        told = "".join(f" | {part} {one_line(phrase.text)}" for part, phrase in parts if phrase)
        yield f"project {one_line(project.name.text)} | budget {name(project.budget)}{told}{period(project)}"
    for row in record.indicators:
        target, actual = (one_line(value.text) if value else "-" for value in (row.target, row.actual))
        scored = f" {row.weight} {row.score}" if row.weight is not None else ""
        yield f"indicator {row.level1}/{row.level2}/{one_line(row.level3 or '')} {target} {actual}{scored}"
    for check in record.checks:
        if check.status == "violated":
            yield f"check {check.rule} {check.severity} {check.cause} {check.message}"


def figure(fact):
    return f"{printed(fact.quantity)}={fact.quantity.value} {fact.quantity.unit}" if fact.quantity else fact.state


def printed(quantity):
    return one_line(quantity.text) if quantity else "-"


def one_line(text):
    return " ".join(text.split())


def period(project):
    return f" | period {project.period.start} {project.period.end}" if project.period else ""
