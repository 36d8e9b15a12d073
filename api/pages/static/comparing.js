// Two documents of one organisation side by side: every figure, what moved, and what the later one says of the earlier.

import { askJson } from "./asking.js";
import { element } from "./dom.js";
import { KeyMap, dialog } from "./keys.js";
import { notice } from "./notices.js";
import { bars } from "./plots.js";
import { describedDocument, inUnit, printed } from "./record.js";
import { counted, Table } from "./table.js";
import { conceptName, count, say, word } from "./texts.js";

const LARGEST = 10; // bars of the plot
const KINDS = ["", "moved", "same", "only_before", "only_after", "violated"];

export class Comparison {
  // new Comparison(root, answer of /v1/documents/ID/differences, { onmove(id) })
  constructor(root, { before, after, pairs }, { onmove = () => {} } = {}) {
    [this.before, this.after, this.onmove] = [before, after, onmove];
    this.pairs = pairs.map((pair, place) => ({
      ...pair,
      id: pair.after_fact ?? `-${pair.before_fact ?? place}`,
      kind: kindOf(pair),
    }));
    this.detail = element("div", { class: "detail-room", "aria-live": "polite" });
    const frame = element("div", {});
    this.table = new Table(frame, {
      label: say("differences"),
      columns: this.#columns(),
      rows: this.pairs,
      onpick: (pair) => this.#at(pair),
    });
    root.replaceChildren(
      element(
        "div",
        { class: "comparison" },
        element(
          "header",
          { class: "record-head" },
          element("h2", {}, say("differences")),
          element("div", { class: "both" }, this.#document(before, "before"), this.#document(after, "after")),
        ),
        element("section", { class: "card summary" }, this.#summary(), this.#plot()),
        element("section", { class: "listing", "aria-label": say("differences") }, this.#bar(), frame, this.detail),
      ),
    );
    this.listener = new AbortController();
    new KeyMap([
      { keys: ["j"], text: say("key_next"), run: () => this.table.step(1) },
      { keys: ["k"], text: say("key_previous"), run: () => this.table.step(-1) },
    ]).listen(document, this.listener.signal);
  }

  close() {
    this.listener.abort();
  }

  show(id) {
    const pair = this.pairs.find((each) => each.id === id);
    if (!pair) return false;
    this.table.select(id);
    this.#at(pair);
    return true;
  }

  #document(row, side) {
    return element(
      "a",
      { class: "side", href: `#/documents/${row.id}` },
      element("span", { class: "dim" }, say(side)),
      element("b", {}, row.title || row.name),
      element("span", { class: "dim" }, describedDocument(row)),
    );
  }

  #columns() {
    const year = (row, side) => [row.fiscal_year, say(side)].filter(Boolean).join(" ");
    const quantity = (name, title, of) => ({
      name,
      text: title,
      width: "17%",
      isNumber: true,
      value: (pair) => (of(pair) ? Number(of(pair).value) : null),
      cell: (pair) => printed(of(pair)),
    });
    return [
      { name: "item", text: say("item"), width: "30%", value: (pair) => pair.item, cell: (pair) => pair.item },
      quantity("before", year(this.before, "before"), (pair) => pair.before),
      quantity("after", year(this.after, "after"), (pair) => pair.after),
      {
        name: "difference",
        text: say("difference"),
        width: "18%",
        isNumber: true,
        value: (pair) => (pair.difference === null ? null : Number(pair.difference)),
        cell: movedMark,
      },
      {
        name: "percent",
        text: "%",
        width: "84px",
        isNumber: true,
        value: (pair) => (pair.percent === null ? null : Number(pair.percent)),
        cell: (pair) => (!Number(pair.percent) ? "" : `${Number(pair.percent) > 0 ? "+" : ""}${Number(pair.percent)}%`),
      },
      {
        name: "status",
        text: say("said"),
        width: "100px",
        value: (pair) => pair.status ?? "",
        cell: (pair) => saidMark(pair) ?? "",
      },
    ];
  }

  #bar() {
    const search = element("input", {
      type: "search",
      placeholder: say("filter"),
      "aria-label": say("filter"),
      oninput: () => apply(),
    });
    const kinds = element(
      "select",
      { "aria-label": say("pair_kinds"), oninput: () => apply() },
      KINDS.map((kind) => element("option", { value: kind }, say(`pairs_${kind || "all"}`))),
    );
    const told = element("output", { class: "dim" });
    const apply = () => {
      const asked = search.value.trim();
      const isKind = (pair) =>
        !kinds.value || pair.kind === kinds.value || (kinds.value === "violated" && pair.status === "violated");
      this.table.filter(
        (pair) => isKind(pair) && (!asked || `${pair.item} ${conceptName(pair.concept)}`.includes(asked)),
      );
      told.textContent = counted(this.table);
    };
    apply();
    return element("div", { class: "bar" }, search, kinds, told);
  }

  #summary() {
    const of = (kind) => this.pairs.filter((pair) => pair.kind === kind).length;
    const violated = this.pairs.filter((pair) => pair.status === "violated").length;
    const parts = [
      ["pairs_moved", of("moved")],
      ["pairs_same", of("same")],
      ["pairs_only_before", of("only_before")],
      ["pairs_only_after", of("only_after")],
    ];
    const isSame = this.before.organisation && this.before.organisation === this.after.organisation;
    return [
      element(
        "p",
        {},
        parts.map(([key, number]) => `${say(key)} ${count(number)}`).join(" · "),
        violated > 0 && element("b", { class: "violated" }, ` · ${say("pairs_violated")} ${violated}`),
      ),
      !isSame && element("p", { class: "caution" }, say("other_organisation")),
    ].filter(Boolean);
  }

  #plot() {
    const moved = this.pairs.filter(
      (pair) => pair.difference && Number(pair.difference) !== 0 && pair.after?.unit === "CNY",
    );
    if (moved.length === 0) return notice("empty", say("nothing_moved"));
    const largest = [...moved]
      .sort((one, other) => Math.abs(Number(other.difference)) - Math.abs(Number(one.difference)))
      .slice(0, LARGEST);
    const points = largest.map((pair) => ({
      id: pair.id,
      label: pair.item,
      value: Math.abs(Number(pair.difference)),
      hue: Number(pair.difference) < 0 ? 2 : 5,
      printed: `${signOf(pair)}${inUnit(Math.abs(Number(pair.difference)), "CNY")}`,
    }));
    return bars(say("largest_moves"), points, (id) => this.show(id));
  }

  #at(pair) {
    const link = (row, fact) =>
      fact &&
      element(
        "a",
        { class: "button", href: `#/documents/${row.id}/facts/${fact}` },
        say("open_in", { year: row.fiscal_year ?? row.name }),
      );
    const stated = pair.stated && [
      element("dt", {}, say("said_long", { year: this.before.fiscal_year ?? "" })),
      element("dd", {}, inUnit(pair.stated_before, pair.before?.unit ?? "CNY"), " ", saidMark(pair)),
    ];
    const list = pair.stated?.startsWith("c") ? "changes" : "facts";
    this.detail.replaceChildren(
      element(
        "section",
        { class: "detail", "aria-label": say("detail") },
        element("h3", {}, pair.item),
        element(
          "dl",
          { class: "fields" },
          [
            [say("before"), printed(pair.before) || say("not_there")],
            [say("after"), printed(pair.after) || say("not_there")],
            [
              say("difference"),
              pair.difference === null
                ? null
                : `${signOf(pair)}${inUnit(Math.abs(Number(pair.difference)), pair.after.unit)}`,
            ],
            [say("concept"), pair.concept && `${conceptName(pair.concept)}（${pair.concept}）`],
          ]
            .filter(([, value]) => value)
            .map(([key, value]) => element("div", {}, element("dt", {}, key), element("dd", {}, value))),
          stated && element("div", {}, stated),
        ),
        element(
          "p",
          { class: "actions" },
          link(this.before, pair.before_fact),
          link(this.after, pair.after_fact),
          pair.stated &&
            element(
              "a",
              { class: "button", href: `#/documents/${this.after.id}/${list}/${pair.stated}` },
              say("open_said"),
            ),
        ),
      ),
    );
    this.onmove(pair.id);
  }
}

// Let a person choose the other document, those of the same organisation first.
export async function chooseOther(document, id, onchoose) {
  const name = document.organisation ?? "";
  const near = name
    ? (await askJson(`/v1/documents?${new URLSearchParams({ newest: "true", limit: 50, organisation: name })}`))
        .documents
    : [];
  const all = (await askJson("/v1/documents?newest=true&limit=50")).documents;
  const seen = new Set([id]);
  const rows = [...near, ...all].filter((row) => !seen.has(row.id) && seen.add(row.id));
  const lines = rows.map((row) =>
    element(
      "li",
      {},
      element(
        "button",
        {
          type: "button",
          class: "quiet link",
          onclick: () => {
            made.close();
            onchoose(row.id);
          },
        },
        element("b", {}, row.title || row.name),
        element("span", { class: "dim" }, ` ${describedDocument(row)}`),
      ),
    ),
  );
  const made = dialog(say("choose_other"), [
    rows.length ? element("ul", { class: "plain" }, lines) : notice("empty", say("no_other"), say("no_other_detail")),
  ]);
}

function kindOf(pair) {
  if (!pair.before) return "only_after";
  if (!pair.after) return "only_before";
  return Number(pair.difference) === 0 ? "same" : "moved";
}

function signOf(pair) {
  const number = Number(pair.difference);
  return number > 0 ? "+" : number < 0 ? "−" : "";
}

function movedMark(pair) {
  if (pair.difference === null)
    return element("span", { class: "dim" }, pair.before ? say("pairs_only_before") : say("pairs_only_after"));
  const number = Number(pair.difference);
  if (number === 0) return element("span", { class: "dim" }, word("flat"));
  return element(
    "span",
    { class: number > 0 ? "increase" : "decrease" },
    `${signOf(pair)}${inUnit(Math.abs(number), pair.after.unit)}`,
  );
}

// Whether what the later document says of the earlier year is what the earlier one says.
function saidMark(pair) {
  if (!pair.status) return null;
  const isBroken = pair.status === "violated";
  return element(
    "span",
    { class: `state ${isBroken ? "error" : "exact"}` },
    element("span", { class: "state-sign", "aria-hidden": "true" }, isBroken ? "✕" : "✓"),
    word(pair.status),
  );
}
