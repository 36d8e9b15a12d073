// A document beside its rows: headings, text, tables, the row that a person is at. For the workbench and for reports.

import { detailOf } from "./detail.js";
import { element } from "./dom.js";
import { KeyMap } from "./keys.js";
import { Listing } from "./listing.js";
import { notice } from "./notices.js";
import { overviewOf } from "./overview.js";
import { HUES, LISTS, Rows, outlineOf } from "./record.js";
import { TextView } from "./text.js";
import { count, listName, say } from "./texts.js";
import { Tree } from "./tree.js";

const OVERVIEW = "overview";
const UNLINKED = ["checks", "projects"]; // lists whose rows are about more than arcs can show

// new RecordView(root, record, { head, addressOf(tab, id), onmove(tab, id), keys })
export class RecordView {
  constructor(root, record, { head = [], addressOf = () => null, onmove = () => {}, keys = [] } = {}) {
    this.rows = new Rows(record);
    this.addressOf = addressOf;
    this.onmove = onmove;
    this.tab = OVERVIEW;
    this.id = null;
    this.listings = new Map();
    this.hidden = new Set();
    this.#build(root, head);
    this.#fill(record);
    this.keys = new KeyMap([...this.#keys(), ...keys]);
    this.listener = new AbortController();
    this.keys.listen(document, this.listener.signal);
    this.show(OVERVIEW);
  }

  close() {
    this.listener.abort();
    this.view.close();
  }

  // Go to a tab and, if it is told, to one of its rows; whether there is such a row.
  show(tab, id = null) {
    const list = id && this.rows.listOf.get(id);
    this.#openTab(list ?? (LISTS.includes(tab) ? tab : OVERVIEW));
    this.#clear();
    if (!list) {
      this.onmove(this.tab, null);
      return id === null;
    }
    this.#listingOf(list).select(id);
    this.#at(id);
    return true;
  }

  #build(root, head) {
    this.tree = element("ul", {});
    this.text = element("div", {
      class: "text-room",
      tabindex: "0",
      role: "document",
      "aria-label": say("document_text"),
    });
    this.legend = element("div", { class: "legend", role: "group", "aria-label": say("shown_in_text") });
    this.tabs = element("div", { class: "tabs", role: "tablist", "aria-label": say("rows_of_document") });
    this.panel = element("div", { class: "panel", role: "tabpanel", tabindex: "-1" });
    this.detail = element("div", { class: "detail-room", "aria-live": "polite" });
    const sides = [
      ["text", say("side_text")],
      ["rows", say("side_rows")],
    ].map(([side, text]) =>
      element(
        "button",
        { type: "button", "aria-pressed": String(side === "rows"), "data-side": side, onclick: () => this.#turn(side) },
        text,
      ),
    );
    this.outline = element(
      "details",
      { class: "outline", open: window.innerWidth >= 1100 },
      element("summary", {}, say("sections")),
      element("nav", { "aria-label": say("sections") }, this.tree),
    );
    this.body = element(
      "div",
      { class: "record", "data-side": "rows" },
      element(
        "header",
        { class: "record-head" },
        head,
        element("div", { class: "sides", role: "group", "aria-label": say("sides") }, sides),
      ),
      this.outline,
      element("section", { class: "reading", "aria-label": say("side_text") }, this.legend, this.text),
      element("section", { class: "listing", "aria-label": say("side_rows") }, this.tabs, this.panel, this.detail),
    );
    root.replaceChildren(this.body);
  }

  #fill(record) {
    const headings = record.sections.map(({ heading_start: start, heading_end: end, level }) => ({
      start,
      end,
      level,
    }));
    this.view = new TextView(this.text, record.document.text, {
      blocks: record.document.blocks,
      headings,
      onpick: (spans) => this.#pick(spans),
    });
    this.spans = this.rows.spans();
    this.#paint();
    this.outlineTree = new Tree(this.tree, { label: say("sections"), onpick: (id) => this.#showSection(id) });
    this.outlineTree.show(outlineOf(record.sections));
    if (record.sections.length === 0) this.outline.hidden = true;
    this.#drawLegend();
    this.#drawTabs();
  }

  #keys() {
    const tabs = [OVERVIEW, ...LISTS].filter((tab) => tab === OVERVIEW || this.rows.lists[tab].length);
    return [
      { keys: ["j"], text: say("key_next"), run: () => this.#step(1) },
      { keys: ["k"], text: say("key_previous"), run: () => this.#step(-1) },
      { keys: ["n"], text: say("key_next_check"), run: () => this.#nextCheck(1) },
      { keys: ["p"], text: say("key_previous_check"), run: () => this.#nextCheck(-1) },
      {
        keys: ["]"],
        text: say("key_next_tab"),
        run: () => this.show(tabs[(tabs.indexOf(this.tab) + 1) % tabs.length]),
      },
      { keys: ["["], text: say("key_previous_tab"), run: () => this.show(tabs.at(tabs.indexOf(this.tab) - 1)) },
      { keys: ["/"], text: say("key_filter"), run: () => this.panel.querySelector("input[type=search]")?.focus() },
      { keys: ["t"], text: say("key_text"), run: () => this.text.focus() },
      { keys: ["Escape"], text: say("key_clear"), run: () => this.show(this.tab) },
    ];
  }

  #drawTabs() {
    const tabs = [OVERVIEW, ...LISTS].map((tab) => {
      const number =
        tab === OVERVIEW ? "" : tab === "checks" ? this.rows.violated().length : this.rows.lists[tab].length;
      return element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${tab}`,
          "data-tab": tab,
          "aria-selected": "false",
          tabindex: "-1",
          "aria-controls": "panel",
          onclick: () => this.show(tab),
        },
        tab === OVERVIEW ? say("overview") : listName(tab),
        " ",
        number !== "" &&
          element("span", { class: tab === "checks" && number ? "number alarm" : "number" }, count(number)),
      );
    });
    this.panel.id = "panel";
    this.tabs.replaceChildren(...tabs);
    this.tabs.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
      next.focus();
      this.show(next.dataset.tab);
    });
  }

  #drawLegend() {
    const lists = Object.keys(HUES).filter((list) => this.rows.lists[list].length);
    this.legend.replaceChildren(
      ...lists.map((list) =>
        element(
          "button",
          {
            type: "button",
            class: `chip hue-${list}`,
            "aria-pressed": "true",
            onclick: (event) => this.#toggle(list, event.currentTarget),
          },
          listName(list),
        ),
      ),
      element(
        "span",
        { class: "dim" },
        element("span", { class: "sample low" }, say("low_confidence")),
        " ",
        element("span", { class: "sample alarm" }, say("contradicted")),
      ),
    );
  }

  #toggle(list, chip) {
    if (!this.hidden.delete(list)) this.hidden.add(list);
    chip.setAttribute("aria-pressed", String(!this.hidden.has(list)));
    this.#paint();
  }

  #paint() {
    this.view.paint(this.spans.filter((span) => !this.hidden.has(this.rows.listOf.get(span.id))));
  }

  #openTab(tab) {
    const isNew = this.tab !== tab || this.panel.childElementCount === 0;
    this.tab = tab;
    for (const each of this.tabs.children) {
      const isOpen = each.dataset.tab === tab;
      each.setAttribute("aria-selected", String(isOpen));
      each.tabIndex = isOpen ? 0 : -1;
      if (isOpen) each.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.panel.setAttribute("aria-labelledby", `tab-${tab}`);
    if (!isNew) return;
    this.panel.classList.toggle("scrolls", tab === OVERVIEW);
    if (tab === OVERVIEW) {
      this.overview ??= overviewOf(this.rows, {
        onpick: (id) => this.show(null, id),
        onlist: (list, filter) => this.#openFiltered(list, filter),
      });
      this.panel.replaceChildren(...this.overview);
    } else if (this.rows.lists[tab].length === 0) {
      this.panel.replaceChildren(notice("empty", say("no_rows", { list: listName(tab) }), say("no_rows_detail")));
    } else {
      const listing = this.#listingOf(tab);
      this.panel.replaceChildren(...listing.nodes);
      listing.table.window.refresh(true);
    }
  }

  #openFiltered(list, filter) {
    this.show(list);
    if (this.rows.lists[list].length > 0) this.#listingOf(list).only(filter);
  }

  #listingOf(list) {
    if (!this.listings.has(list)) this.listings.set(list, new Listing(this.rows, list, (row) => this.#at(row.id)));
    return this.listings.get(list);
  }

  // Be at a row: its stretches are marked in the text, its detail is shown.
  #at(id) {
    this.id = id;
    const { current, related } = this.rows.placesOf(id);
    this.view.mark(current, related);
    if (current.length) {
      this.#showPlace(current[0]);
      this.#selectSection(current[0].start);
    }
    this.view.link(
      related.length && current.length && !UNLINKED.includes(this.rows.listOf.get(id))
        ? related.slice(0, 6).map((place) => ({ from: current[0], to: place }))
        : [],
    );
    this.#drawDetail(id);
    this.onmove(this.tab, id);
  }

  #showPlace(place) {
    if (place) this.view.show(place.start, place.end);
  }

  #drawDetail(id) {
    const options = {
      text: this.view,
      address: this.addressOf(this.rows.listOf.get(id), id),
      onpick: (other) => this.show(null, other),
      onshow: (place) => {
        this.#turn("text");
        this.view.mark([place], []);
        this.#showPlace(place);
      },
    };
    this.detail.replaceChildren(detailOf(this.rows, id, options));
    this.detail.scrollTop = 0;
  }

  #clear() {
    this.id = null;
    this.view.mark([], []);
    this.view.link([]);
    this.detail.replaceChildren();
  }

  #pick(spans) {
    const [span] = spans.filter((each) => !this.hidden.has(this.rows.listOf.get(each.id)));
    if (span) this.show(null, span.id);
  }

  #step(by) {
    if (this.tab === OVERVIEW) this.#nextCheck(by);
    else this.listings.get(this.tab)?.table.step(by);
  }

  // Go through what does not hold, wherever a person is.
  #nextCheck(by) {
    const checks = this.rows.violated();
    if (checks.length === 0) return;
    const place = checks.findIndex((check) => check.id === this.id);
    const next = place < 0 ? (by > 0 ? 0 : checks.length - 1) : (place + by + checks.length) % checks.length;
    this.show("checks", checks[next].id);
  }

  #showSection(id) {
    const section = this.rows.sections.get(id);
    this.#turn("text");
    this.view.mark([{ start: section.heading_start, end: section.heading_end }], []);
    this.view.show(section.heading_start, section.heading_end);
  }

  #selectSection(position) {
    const section = this.rows.pathOf(position).at(-1);
    if (section && this.outline.open) this.outlineTree.select(section.id);
  }

  #turn(side) {
    this.body.dataset.side = side;
    if (side === "text" && this.id) this.#showPlace(this.rows.placesOf(this.id).current[0]);
    for (const each of this.body.querySelectorAll("[data-side][aria-pressed]")) {
      each.setAttribute("aria-pressed", String(each.dataset.side === side));
    }
  }
}
