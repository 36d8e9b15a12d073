// The items of a document as a list: which kind, what, how sure, and what was decided, in words as well as in colour.

import { element } from "./dom.js";
import { List } from "./list.js";
import { GAP, kindName } from "./rowfields.js";
import { count, say } from "./texts.js";
import { figureOf, hueOf, isDoubtful, isOpen, nameOf } from "./underreview.js";

const TESTS = {
  all: () => true, open: isOpen, doubtful: (item) => isOpen(item) && isDoubtful(item), gaps: (item) => item.kind === GAP, settled: (item) => !isOpen(item),
};
const SIGNS = { pending: "○", answered: "◐", conflict: "≠", accepted: "✓", corrected: "✎", rejected: "✕", added: "+", withdrawn: "–" };

export class ItemList {
  constructor(root, filter, onpick) {
    this.filter = filter;
    this.list = new List(root, { label: say("items"), height: 46, row: (item) => this.#row(item), onpick: (item) => onpick(item) });
    this.how = element("output", { class: "dim" });
    filter.after(this.how);
    filter.append(...Object.keys(TESTS).map((name) => element("option", { value: name }, say(`filter_${name}`))));
    filter.addEventListener("change", () => this.#arrange());
  }

  show(doc, item) {
    this.item = item;
    const isKnown = this.doc === doc && this.drawn === doc.rows && this.filter.value === "all";
    this.doc = doc;
    if (isKnown) this.list.select(doc.indexOf(item.id));
    else this.#arrange();
    this.#count();
  }

  #arrange() {
    this.drawn = this.doc.rows;
    const items = this.doc.items.filter(TESTS[this.filter.value]);
    this.list.show(items, items.findIndex((each) => each.id === this.item.id));
    this.#count();
  }

  #count() {
    this.how.textContent = say("open_of", { open: count(this.doc.items.filter(isOpen).length), all: count(this.doc.items.length) });
  }

  #row(shown) {
    const item = this.doc.get(shown.id) ?? shown; // as it is by now
    const share = item.confidence === null ? "" : `${Math.floor(item.confidence * 100)}%`;
    return [
      element("span", { class: "item-line" }, element("span", { class: `chip hue-${hueOf(item)}` }, kindName(item.kind)),
        element("span", { class: "item-figure number" }, figureOf(item)), element("span", { class: isDoubtful(item) ? "unsure" : "sure" }, share),
        element("span", { class: `item-sign ${item.state}`, "aria-hidden": "true" }, SIGNS[item.state]), element("span", { class: "unseen" }, say(`state_${item.state}`))),
      element("span", { class: `item-name${item.state === "rejected" ? " gone" : ""}` }, nameOf(item, this.doc)),
    ];
  }
}
