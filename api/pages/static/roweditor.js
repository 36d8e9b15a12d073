// A row as its fields, each of which is changed where it stands: by its number, by a click, by moving its stretch.
// What is changed is a draft until it is decided.

import { element } from "./dom.js";
import { control } from "./fieldcontrols.js";
import { pick } from "./picking.js";
import { oneLine, printed, inUnit } from "./record.js";
import { fieldsOf, kindName, quoting, stretchesOf, valueOf } from "./rowfields.js";
import { conceptName, say, word } from "./texts.js";
import { desk } from "./desk.js";

const SETTLE_MS = 140; // after the last step of an edge, before its figure is read anew

// new RowEditor(root, { onchange() }); show(kind, row, doc, { changes, isFixed })
export class RowEditor {
  constructor(root, { onchange = () => {} } = {}) {
    this.root = root;
    this.onchange = onchange;
    this.kind = null;
    this.changes = {};
    this.problem = "";
  }

  show(kind, row, doc, { changes = {}, isFixed = false, only = null } = {}) {
    clearTimeout(this.timer);
    Object.assign(this, { kind, doc, isFixed, only, original: row, changes: { ...changes }, problem: "", active: 0, editing: null });
    this.fields = row ? fieldsOf(kind).filter((field) => !only || only.includes(field.name)) : [];
    this.draw();
  }

  // The row as it would be.
  get row() {
    return this.original && { ...this.original, ...this.changes };
  }

  get isChanged() {
    return Object.keys(this.changes).length > 0;
  }

  get stretches() {
    return this.original ? stretchesOf(this.kind, this.row).filter(({ field }) => !this.only || this.only.includes(field.name)) : [];
  }

  // The stretch whose edges the keys move.
  get stretch() {
    return this.stretches[this.active % Math.max(1, this.stretches.length)] ?? null;
  }

  cycle() {
    this.active = (this.active + 1) % Math.max(1, this.stretches.length);
    this.draw();
    this.onchange();
  }

  change(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (JSON.stringify(this.original[name]) === JSON.stringify(value)) delete this.changes[name];
      else this.changes[name] = value;
    }
    this.problem = "";
    this.draw();
    this.onchange();
  }

  reset() {
    clearTimeout(this.timer);
    this.changes = {};
    this.problem = "";
    this.editing = null;
    this.draw();
    this.onchange();
  }

  // Begin to edit the field with a number, as it stands before its caption.
  edit(index) {
    const field = this.fields[index];
    if (!field || this.isFixed) return;
    if (field.isLinking) return this.link(field);
    if (field.isQuoting && field.form !== "quantity" && field.form !== "target") return this.activate(field);
    this.editing = field.name;
    this.draw();
    this.root.querySelector(".field-control")?.focus();
    this.root.querySelector("input.field-control")?.select();
  }

  activate(field) {
    const at = this.stretches.findIndex((each) => each.field.name === field.name);
    if (at >= 0) this.active = at;
    this.problem = at >= 0 ? "" : say("no_stretch");
    this.draw();
    this.onchange();
  }

  // Move an edge of the stretch at hand by some characters.
  nudge(edge, by, view) {
    const { place } = this.stretch ?? {};
    if (place) this.place(this.stretch.field, { start: place.start, end: place.end, [edge]: place[edge] + by }, view);
  }

  // Let a field quote another stretch; a figure is read anew once its edges have come to rest.
  place(field, { start, end }, view) {
    if (this.isFixed || start < 0 || end > view.length || start >= end) return;
    const text = view.textOf(start, end);
    this.change(quoting(this.row, field, { start, end, text }));
    if (field.form !== "quantity" && field.form !== "target") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#read(field, text), SETTLE_MS);
  }

  async #read(field, text) {
    const [figure] = await figuresOf(text);
    const value = this.row?.[field.name];
    if (!value || value.text !== text) return;
    if (field.form === "target") {
      const read = figure ? { value: figure.value, unit: figure.unit || null, kind: "quantitative" } : { value: null, unit: null, kind: "qualitative" };
      return this.change({ [field.name]: { ...value, ...read } });
    }
    if (!figure) return this.#complain(say("no_figure", { text: oneLine(text) }));
    const { kind, unit, step, qualifier } = figure;
    this.change({ [field.name]: { ...value, kind, value: figure.value, unit, step, qualifier } });
  }

  // Let a person say which row, or which rows, a field names.
  async link(field = this.fields.find((each) => each.isLinking)) {
    if (!field || this.isFixed) return;
    const isSeveral = field.form === "links";
    const chosen = [this.row[field.name] ?? []].flat();
    const picked = await pick({
      title: `${field.caption} · ${this.doc.rows.nameOf(this.row.id) || kindName(this.kind)}`, isSeveral, chosen, isOptional: !isNeeded(this.kind, field),
      options: this.#candidates(field).map((row) => this.#option(row)),
    });
    if (picked !== undefined) this.change({ [field.name]: picked });
  }

  // Name the row before or behind the one that is named.
  shift(by) {
    const field = this.fields.find((each) => each.isLinking);
    if (!field || this.isFixed) return;
    const rows = this.#candidates(field);
    const current = [this.row[field.name] ?? []].flat()[0];
    const at = rows.findIndex((row) => row.id === current);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) this.change({ [field.name]: field.form === "links" ? [next.id] : next.id });
  }

  #candidates(field) {
    return this.doc.items.filter((item) => item.row && field.kinds.includes(item.kind) && item.row.id !== this.row.id).map((item) => item.row);
  }

  #option(row) {
    const { rows } = this.doc;
    const name = rows.nameOf(row.id);
    const figure = row.item ? printed(row.quantity) || word(row.state) : "";
    const when = row.year ? String(row.year) : "";
    return { id: row.id, words: `${row.id} ${name} ${figure} ${when}`, node: () => element("span", { class: "pick-row" },
      element("span", { class: "pick-name" }, name), element("span", { class: "number" }, figure), element("span", { class: "dim" }, `${when} ${row.id}`)) };
  }

  #complain(problem) {
    this.problem = problem;
    this.draw();
  }

  draw() {
    if (!this.original) return this.root.replaceChildren();
    const lines = this.fields.map((field, index) => this.#line(field, index));
    this.root.replaceChildren(element("div", { class: "row-fields" }, lines),
      this.problem && element("p", { class: "field-problem", role: "alert" }, this.problem));
  }

  #line(field, index) {
    const isChanged = ["text", "start", "end"].some((name) => field.form === "place" && name in this.changes) || field.name in this.changes;
    const isActive = this.stretch?.field.name === field.name;
    const name = element("span", { class: "field-name" }, element("kbd", { "aria-hidden": "true" }, String((index + 1) % 10)), field.caption);
    if (this.editing === field.name) {
      const made = control(field, this.row, { done: (value) => this.#typed(field, value), left: () => this.#left() });
      return element("div", { class: "field edited" }, element("label", { class: "field-label" }, name, made));
    }
    const attributes = {
      type: "button", class: "field-label", disabled: this.isFixed, onclick: () => this.edit(index),
      "data-field": field.name, "aria-pressed": field.isQuoting && !this.isFixed ? String(isActive) : null,
    };
    return element("div", { class: `field${isChanged ? " changed" : ""}` },
      element("button", attributes, name, element("span", { class: "field-value" }, shownValue(field, this.row, this.doc.rows)),
        isChanged && element("span", { class: "field-was" }, `${say("was")} `, element("del", {}, shownValue(field, this.original, this.doc.rows)))));
  }

  async #typed(field, value) {
    this.editing = null;
    if (field.form === "quantity" || field.form === "target") value = await this.#figure(field, value);
    if (value === undefined) return this.#complain(say("not_understood"));
    this.change({ [field.name]: value });
  }

  // A figure as a person has typed it: with a unit it is read as the document's are, without one it is in the base unit.
  async #figure(field, typed) {
    const old = this.row[field.name];
    if (!old) return undefined;
    const plain = typed.replace(/[,，\s]/g, "");
    if (/^-?\d+(\.\d+)?$/.test(plain)) return { ...old, value: plain };
    const [figure] = await figuresOf(typed);
    return figure && { ...old, value: figure.value, unit: figure.unit || old.unit };
  }

  #left() {
    this.editing = null;
    this.draw();
  }
}

// What a field of a row says, as a person reads it.
export function shownValue(field, row, rows) {
  const value = valueOf(row, field);
  if (value === null || value === undefined || value === "" || value.length === 0) return element("span", { class: "dim" }, "—");
  const forms = {
    phrase: () => oneLine(value.text), place: () => oneLine(value.text || say("characters", { start: value.start, end: value.end })),
    quantity: () => [element("b", { class: "number" }, inUnit(value.value, value.unit)), element("span", { class: "quoted" }, `「${oneLine(value.text)}」`)],
    target: () => [element("b", { class: "number" }, oneLine(value.text)), value.value !== null && element("span", { class: "dim" }, ` ${value.comparator ?? ""} ${value.value} ${word(value.unit)}`)],
    choice: () => word(value), concept: () => conceptName(value),
    link: () => linkName(rows, value), links: () => value.map((id) => element("span", { class: "linked-row" }, linkName(rows, id))),
  };
  return [(forms[field.form] ?? (() => String(value)))()].flat();
}

// A change and a ratio say nothing without the fact that they are about.
function isNeeded(kind, field) {
  return field.name === "fact" && ["change", "ratio"].includes(kind);
}

function linkName(rows, id) {
  const row = rows.get(id);
  return row ? `${rows.nameOf(id)} ${printed(row.quantity ?? null)}`.trim() : id;
}

export async function figuresOf(text) {
  try {
    return (await desk.figures(text.slice(0, 1000))).quantities;
  } catch {
    return []; // not read: the value stays as it was, and a person sees so
  }
}
