// A table of any number of rows: sorted, filtered, moved through with the arrow keys; only what is seen is drawn.

import { element } from "./dom.js";
import { count, say } from "./texts.js";
import { Windowed } from "./windowed.js";

const ROW = 34; // pixels, as in table.css
const HEAD = 33;
let tables = 0;

// new Table(root, { label, columns, rows, onpick(row) })
//   columns  [{ name, text, width, value(row) → what is sorted by, cell(row) → node or text, isNumber }]
//   rows     each has an `id` that is its own
export class Table {
  constructor(root, { label, columns, rows, onpick = () => {} }) {
    this.root = root;
    this.columns = columns;
    this.all = rows;
    this.rows = rows;
    this.onpick = onpick;
    this.order = null; // { column, isDown }
    this.keep = () => true;
    this.index = -1;
    this.name = `table-${(tables += 1)}`;
    this.#build(label);
    this.window = new Windowed(root, { height: ROW, head: HEAD, draw: (first, last) => this.#draw(first, last) });
    this.#arrange();
  }

  get current() {
    return this.rows[this.index] ?? null;
  }

  // Leave only the rows that a test accepts.
  filter(keep) {
    this.keep = keep;
    this.#arrange();
  }

  sort(name) {
    const column = this.columns.find((each) => each.name === name);
    if (this.order?.column !== column) this.order = { column, isDown: Boolean(column.isNumber) };
    else if (this.order.isDown === Boolean(column.isNumber)) this.order = { column, isDown: !column.isNumber };
    else this.order = null; // the third time it is the order of the document again
    this.#arrange();
  }

  // Make the row with an id the current one; whether it is among those that are shown.
  select(id) {
    this.index = this.rows.findIndex((row) => row.id === id);
    if (this.index >= 0) this.window.show(this.index);
    this.window.refresh(true);
    return this.index >= 0;
  }

  step(by) {
    if (this.rows.length === 0) return;
    const index = Math.min(this.rows.length - 1, Math.max(0, this.index + by));
    this.select(this.rows[index].id);
    this.onpick(this.rows[index]);
  }

  #build(label) {
    const heads = this.columns.map((column) => {
      const button = element("button", { type: "button", onclick: () => this.sort(column.name) }, column.text);
      const head = element("th", { role: "columnheader", scope: "col", class: column.isNumber && "number" }, button);
      if (column.width) head.style.width = column.width;
      return head;
    });
    this.heads = heads;
    this.body = element("tbody", { role: "rowgroup" });
    const attributes = { role: "grid", tabindex: "0", "aria-label": label, "aria-colcount": this.columns.length };
    this.grid = element(
      "table",
      { class: "rows", ...attributes },
      element("thead", { role: "rowgroup" }, element("tr", { role: "row", "aria-rowindex": 1 }, heads)),
      this.body,
    );
    this.before = element(
      "tr",
      { class: "gap", "aria-hidden": "true" },
      element("td", { colspan: this.columns.length }),
    );
    this.after = this.before.cloneNode(true);
    this.empty = element("p", { class: "table-empty", hidden: true }, say("no_rows_left"));
    this.root.classList.add("table-frame");
    this.root.replaceChildren(this.grid, this.empty);
    this.grid.addEventListener("keydown", (event) => this.#key(event));
    this.body.addEventListener("click", (event) => {
      const line = event.target.closest("[data-index]");
      if (!line) return;
      this.select(this.rows[Number(line.dataset.index)].id);
      this.onpick(this.current);
    });
  }

  #arrange() {
    const current = this.current?.id;
    this.rows = this.all.filter(this.keep);
    if (this.order) {
      const { column, isDown } = this.order;
      const values = new Map(this.rows.map((row) => [row, column.value(row)]));
      this.rows.sort((one, other) => compared(values.get(one), values.get(other), isDown));
    }
    this.index = this.rows.findIndex((row) => row.id === current);
    this.heads.forEach((head, place) => {
      const isSorted = this.order?.column === this.columns[place];
      head.setAttribute("aria-sort", isSorted ? (this.order.isDown ? "descending" : "ascending") : "none");
    });
    this.grid.setAttribute("aria-rowcount", this.rows.length + 1);
    this.empty.hidden = this.rows.length > 0;
    this.window.reset(this.rows.length);
  }

  #draw(first, last) {
    const lines = [];
    for (let index = first; index < last; index += 1) lines.push(this.#line(this.rows[index], index));
    this.before.style.height = `${first * ROW}px`;
    this.after.style.height = `${(this.rows.length - last) * ROW}px`;
    this.body.replaceChildren(this.before, ...lines, this.after);
    const isDrawn = this.index >= first && this.index < last;
    if (isDrawn) this.grid.setAttribute("aria-activedescendant", `${this.name}-${this.index}`);
    else this.grid.removeAttribute("aria-activedescendant");
  }

  #line(row, index) {
    const cells = this.columns.map((column) => {
      const cell = element("td", { role: "gridcell", class: column.isNumber && "number" }, column.cell(row));
      return cell;
    });
    const attributes = { role: "row", id: `${this.name}-${index}`, "data-index": index, "aria-rowindex": index + 2 };
    return element("tr", { ...attributes, "aria-selected": String(index === this.index) }, cells);
  }

  #key(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.target !== this.grid) return;
    const page = Math.max(1, Math.floor(this.root.clientHeight / ROW) - 2);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps)) return;
    event.preventDefault();
    event.stopPropagation();
    this.step(steps[event.key]);
  }
}

// What a table holds, in words: "3,000 行" or "12 / 3,000 行".
export function counted(table) {
  const [shown, all] = [table.rows.length, table.all.length];
  return shown === all
    ? say("rows_all", { all: count(all) })
    : say("rows_some", { shown: count(shown), all: count(all) });
}

// Rows without a value come last, whichever way the others stand.
function compared(one, other, isDown) {
  const [isOneEmpty, isOtherEmpty] = [one, other].map((value) => value === null || value === undefined || value === "");
  if (isOneEmpty || isOtherEmpty) return Number(isOneEmpty) - Number(isOtherEmpty);
  const order = typeof one === "number" ? one - other : String(one).localeCompare(String(other), "zh-CN");
  return isDown ? -order : order;
}
