// A record as people ask about it: rows by their ids, what they are called, where they stand, what points at them.

import { conceptName, say, word } from "./texts.js";

export const LISTS = ["checks", "facts", "changes", "ratios", "reasons", "projects", "indicators"];
export const HUES = { facts: 1, changes: 2, ratios: 3, reasons: 4, projects: 5, indicators: 6 };
export const LOW = 0.8; // confidence below which a row should be looked at, as in batches
const MONEY = [
  ["元", 1],
  ["千元", 1e3],
  ["万元", 1e4],
  ["百万元", 1e6],
  ["亿元", 1e8],
];
const BARE = /^-?[\d,]+(\.\d+)?$/;
const PARTS = ["overview", "basis", "implementer", "plan", "goal"];
const GRAVITY = { error: 0, warning: 1, info: 2 };

export class Rows {
  constructor(record) {
    this.record = record;
    this.lists = Object.fromEntries(LISTS.map((list) => [list, record[list] ?? []]));
    this.lists.checks = [...this.lists.checks].sort((one, other) => gravity(one) - gravity(other));
    this.byId = new Map();
    this.listOf = new Map();
    this.parts = new Map();
    this.pointing = new Map(); // id → ids of rows that are about it
    for (const list of LISTS) {
      for (const row of this.lists[list]) {
        this.byId.set(row.id, row);
        this.listOf.set(row.id, list);
        for (const id of this.about(row.id)) this.#push(this.pointing, id, row.id);
      }
    }
    for (const fact of this.lists.facts) if (fact.part_of) this.#push(this.parts, fact.part_of, fact);
    this.sections = new Map(record.sections.map((section) => [section.id, section]));
  }

  #push(map, key, value) {
    if (!map.has(key)) map.set(key, []);
    map.get(key).push(value);
  }

  get(id) {
    return this.byId.get(id);
  }

  // The rows that a row is about: a change is about its fact, a reason about what it explains.
  about(id) {
    const row = this.byId.get(id);
    const named = {
      facts: () => [row.part_of, row.project],
      changes: () => [row.fact],
      ratios: () => [row.fact, row.of],
      reasons: () => row.explains,
      projects: () => [row.budget],
      indicators: () => [row.project],
      checks: () => [...row.facts, ...row.changes, ...row.ratios, ...row.indicators],
    };
    return [...new Set(named[this.listOf.get(id)]().filter(Boolean))];
  }

  // What a person calls a row.
  nameOf(id) {
    const row = this.byId.get(id);
    if (!row) return id ?? "";
    const names = {
      facts: () => row.item.text,
      changes: () => `${this.nameOf(row.fact)} ${word(row.direction)}${printed(row.amount ?? row.percent)}`,
      ratios: () => `${this.nameOf(row.fact)} ${word(row.kind)}${printed(row.percent)}`,
      reasons: () => row.text,
      projects: () => row.name.text,
      indicators: () => [row.level3, row.level2, row.level1].find(Boolean) ?? "",
      checks: () => row.message,
    };
    return oneLine(names[this.listOf.get(id)]());
  }

  // Where a row stands: the stretches that say it, and those that it is about besides.
  placesOf(id) {
    const row = this.byId.get(id);
    const places = {
      facts: () => [
        [row.item, row.quantity],
        [...row.mentions, row.purpose],
      ],
      changes: () => [[row.amount, row.percent].some(Boolean) ? [row.amount, row.percent] : [row], [row]],
      ratios: () => [[row.percent], []],
      reasons: () => [[row], []],
      projects: () => [[row.name], [...PARTS.map((part) => row[part]), row.period?.phrase]],
      indicators: () => [[row.target ?? row], [row, row.actual]],
      checks: () => [[row.start === null ? null : row], []],
    };
    const [own, others] = places[this.listOf.get(id)]();
    const figures = this.about(id).flatMap((each) => (this.listOf.get(id) === "indicators" ? [] : this.figureOf(each)));
    const current = own.flat().filter(isPlace);
    return {
      current: current.length ? current : figures.slice(0, 1),
      related: [...others, ...figures].filter(isPlace),
    };
  }

  // The one stretch in which a row's number, or else its name, is printed.
  figureOf(id) {
    const row = this.byId.get(id);
    if (!row) return [];
    const figures = {
      facts: () => row.quantity ?? row.item,
      changes: () => row.amount ?? row.percent ?? row,
      ratios: () => row.percent,
      reasons: () => row,
      projects: () => row.name,
      indicators: () => row.target ?? row,
      checks: () => row,
    };
    return [figures[this.listOf.get(id)]()].filter(isPlace);
  }

  // Everything that is painted: { id, start, end, hue, low, alarm }.
  spans() {
    const spans = [];
    const add = (id, place, more) => isPlace(place) && spans.push({ id, start: place.start, end: place.end, ...more });
    for (const list of LISTS) {
      for (const row of this.lists[list]) {
        const look = { hue: HUES[list], low: isLow(row) };
        if (list === "facts") [row.item, row.quantity, ...row.mentions].forEach((place) => add(row.id, place, look));
        else if (list === "changes") [row.amount, row.percent].forEach((place) => add(row.id, place, look));
        else if (list === "ratios") add(row.id, row.percent, look);
        else if (list === "reasons") add(row.id, row, look);
        else if (list === "projects") add(row.id, row.name, { hue: HUES.projects });
        else if (list === "indicators") add(row.id, row.target ?? row, look);
        else if (isViolated(row) && row.severity !== "info") add(row.id, row, { alarm: true });
      }
    }
    return spans;
  }

  violated() {
    return this.lists.checks.filter(isViolated);
  }

  // The headings above a position, the outermost first.
  pathOf(position) {
    const above = this.record.sections.filter((each) => each.start <= position && position < each.end);
    return above.sort((one, other) => one.level - other.level || one.start - other.start);
  }

  pageOf(position) {
    const blocks = this.record.document.blocks ?? [];
    let found = null;
    for (const block of blocks) {
      if (block.start > position) break;
      found = block.page;
    }
    return found;
  }
}

export function isViolated(check) {
  return check.status === "violated";
}

export function isLow(row) {
  return row.confidence !== undefined && row.confidence < LOW;
}

// A number as the document prints it, spaces left out; a unit that stands elsewhere, above a table, is in brackets.
export function printed(quantity) {
  if (!quantity) return "";
  const text = quantity.text.replace(/\s+/g, "");
  const number = quantity.unit === "CNY" && BARE.test(text) ? Number(text.replaceAll(",", "")) : 0;
  const unit = number && MONEY.find(([, size]) => Math.abs(quantity.value / number / size - 1) < 1e-9);
  return unit ? `${text}（${unit[0]}）` : text;
}

// A computed number in the unit in which people read it: money in 万元.
export function inUnit(value, unit) {
  const number = Number(value);
  if (unit !== "CNY") return `${plainNumber(number)}${unit === "%" ? "%" : word(unit)}`;
  if (Math.abs(number) >= 1e8) return `${plainNumber(number / 1e8)}亿元`;
  return Math.abs(number) >= 1e4 || number === 0 ? `${plainNumber(number / 1e4)}万元` : `${plainNumber(number)}元`;
}

export function shareOf(confidence) {
  return `${Math.floor(confidence * 100)}%`; // 0.998 is not certain
}

export function stateOf(check) {
  return isViolated(check) ? check.severity : check.status;
}

// What a section is called: its number and title.
export function headingOf(section) {
  return oneLine(`${section.number}${section.title}`);
}

// Sections as the nodes of a tree.
export function outlineOf(sections) {
  return sections.map((section) => ({ id: section.id, parent: section.parent, text: headingOf(section) }));
}

export function oneLine(text) {
  return (text ?? "").replace(/\s+/g, " ").trim();
}

export function whenOf(fact) {
  return fact.dims.as_of ?? [fact.year, fact.stage && word(fact.stage)].filter(Boolean).join(" ");
}

export function aboutConcept(fact) {
  if (fact.dims.function_code ?? fact.dims.economic_code) {
    return `${conceptName(fact.concept)} ${fact.dims.function_code ?? fact.dims.economic_code}`;
  }
  return conceptName(fact.concept);
}

export function describedDocument(document) {
  const parts = [document.organisation, document.fiscal_year, word(document.kind)];
  return parts.filter((part) => part && part !== word("other")).join(" · ");
}

export function titleOf(document) {
  return oneLine(document.title ?? document.name) || say("untitled");
}

function gravity(check) {
  return isViolated(check) ? GRAVITY[check.severity] : check.status === "not_evaluable" ? 4 : 3;
}

function isPlace(place) {
  return Boolean(place) && place.start !== null && place.start !== undefined && place.end > place.start;
}

function plainNumber(number) {
  return String(Number(number.toFixed(6)));
}
