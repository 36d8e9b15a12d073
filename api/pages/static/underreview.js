// A document under review: its items in the order of the text, and the rows that they are now.

import { Rows, isLow, oneLine, printed } from "./record.js";
import { GAP, LISTS_OF, kindName, linksOf, stretchesOf } from "./rowfields.js";
import { say, word } from "./texts.js";

const OPEN = ["pending", "answered"];
const GAP_HUE = 8;

export class UnderReview {
  constructor({ document, text, blocks, sections, checks, items }) {
    this.document = document;
    this.text = text;
    this.blocks = blocks ?? [];
    this.sections = sections;
    this.checks = checks;
    this.items = items.filter((item) => item.kind === GAP || item.row);
    this.#arrange();
  }

  get id() {
    return this.document.id;
  }

  get(id) {
    return this.byId.get(id);
  }

  itemOfRow(row) {
    return this.byRow.get(row);
  }

  indexOf(id) {
    return this.places.get(id) ?? -1;
  }

  // Items as the service tells them now take the place of what they were; those that are new are added. Rows are only
  // put in order again where one has changed, and `look` is another one where something has to be painted anew.
  update(items) {
    const mine = items.filter((item) => item.document === this.id && (item.row || item.kind === GAP || this.byId.has(item.id)));
    const isOther = mine.some((item) => !sameRow(this.byId.get(item.id), item));
    if (isOther || mine.some((item) => !sameLook(this.byId.get(item.id), item))) this.look = {};
    if (isOther) {
      const changed = new Map(mine.map((item) => [item.id, item]));
      const known = this.items.map((item) => changed.get(item.id) ?? item);
      this.items = [...known, ...mine.filter((item) => !this.byId.has(item.id))].filter((item) => item.row || item.kind === GAP);
      return this.#arrange();
    }
    for (const item of mine) {
      this.items[this.places.get(item.id)] = item;
      this.byId.set(item.id, item);
      if (item.row) this.byRow.set(item.row.id, item);
    }
  }

  #arrange() {
    this.look = {};
    this.items.sort((one, other) => one.start - other.start || one.end - other.end);
    this.places = new Map(this.items.map((item, index) => [item.id, index]));
    this.byId = new Map(this.items.map((item) => [item.id, item]));
    this.byRow = new Map(this.items.filter((item) => item.row).map((item) => [item.row.id, item]));
    const lists = Object.fromEntries(Object.values(LISTS_OF).map((list) => [list, []]));
    for (const item of this.items) if (item.row) lists[LISTS_OF[item.kind]].push(item.row);
    this.rows = new Rows({ document: { ...this.document, blocks: this.blocks }, sections: this.sections, checks: this.checks, ...lists });
  }

  // Everything that is painted: ids are those of items.
  spans() {
    const spans = [];
    for (const span of this.rows.spans()) {
      const item = this.byRow.get(span.id);
      spans.push(item ? { ...span, id: item.id, low: span.low && isOpen(item), rejected: isGone(item) } : span);
    }
    for (const item of this.items) {
      if (item.kind === GAP) spans.push({ id: item.id, start: item.start, end: item.end, hue: isOpen(item) ? GAP_HUE : 0 });
    }
    return spans;
  }

  // The item that a person at `index` goes to, forwards or backwards, among those that a test accepts.
  step(index, by, accepts = () => true) {
    for (let at = index + by; at >= 0 && at < this.items.length; at += by) if (accepts(this.items[at])) return this.items[at];
    return null;
  }

  // The checks that an item is in, those that do not hold first.
  checksOf(item) {
    if (!item.row) return [];
    const list = LISTS_OF[item.kind];
    return this.rows.lists.checks.filter((check) => check[list]?.includes(item.row.id));
  }

  // The last row of a kind before a position: what a new row is most likely about.
  before(kind, position) {
    let found = null;
    for (const item of this.items) {
      if (item.start >= position) break;
      if (item.kind === kind && !isGone(item)) found = item.row.id;
    }
    return found;
  }

  section(position) {
    return this.rows.pathOf(position).at(-1)?.id;
  }
}

function sameRow(was, item) {
  return was !== undefined && JSON.stringify(was.row) === JSON.stringify(item.row);
}

function sameLook(was, item) {
  const isSeen = item.kind === GAP || isDoubtful(item);
  return isGone(was) === isGone(item) && (!isSeen || isOpen(was) === isOpen(item));
}

export function isOpen(item) {
  return OPEN.includes(item.state);
}

export function isGone(item) {
  return item.state === "rejected" || item.state === "withdrawn";
}

// What a person calls an item: a row by its name, a stretch by its words.
export function nameOf(item, doc) {
  if (item.kind === GAP) return oneLine(textBetween(doc, item.start, Math.min(item.end, item.start + 60)));
  return doc.rows.nameOf(item.row.id);
}

export function figureOf(item) {
  if (item.kind === "fact") return printed(item.row.quantity) || word(item.row.state);
  if (item.kind === "indicator") return oneLine(item.row.target?.text ?? "");
  return "";
}

// An item in one sentence, for those who hear it.
export function told(item, doc) {
  const parts = [kindName(item.kind), nameOf(item, doc), figureOf(item), say(`state_${item.state}`)];
  if (item.confidence !== null) parts.push(`${say("confidence")} ${Math.floor(item.confidence * 100)}%`);
  return parts.filter(Boolean).join("，");
}

// The colour of an item's kind, by the name that style sheets have for it.
export function hueOf(item) {
  return LISTS_OF[item.kind] ?? "gaps";
}

export function isDoubtful(item) {
  return item.confidence !== null && isLow(item);
}

// What belongs together with a row: arcs from where it stands to where the rows that it names stand.
export function arcsOf(kind, row, doc) {
  const from = stretchesOf(kind, row)[0]?.place;
  if (!from) return [];
  return linksOf(kind, row).flatMap(({ field, id }) => {
    const [to] = doc.rows.figureOf(id);
    return to && to !== from ? [{ from, to, label: field.caption }] : [];
  });
}

function textBetween(doc, start, end) {
  doc.points ??= Array.from(doc.text);
  return doc.points.slice(start, end).join("");
}
