// The fields of each kind of row that a person may change: what each is called, where it stands in the text, and what
// a new row of a kind begins with.

import { enumOf } from "./schema.js";
import { caption, listName, say } from "./texts.js";

export const LISTS_OF = {
  fact: "facts", change: "changes", ratio: "ratios", reason: "reasons", project: "projects", indicator: "indicators",
};
export const KINDS = Object.keys(LISTS_OF);
export const GAP = "gap";
export const SIGNS = { fact: "指", change: "变", ratio: "比", reason: "因", project: "项", indicator: "绩", gap: "漏" };

// [field, form, column of the list, kinds of rows that it may name]. Forms: phrase, quantity and target quote the text
// (`place` is the row's own stretch), link and links name rows, choice has the values of the schema.
const FIELDS = {
  fact: [
    ["item", "phrase", "item.text"], ["quantity", "quantity", "quantity.value"], ["year", "whole", "year"],
    ["stage", "choice", "stage"], ["concept", "concept", "concept:"], ["state", "choice", "state"],
    ["basis", "choice", "basis"], ["part_of", "link", "part_of@", ["fact"]], ["project", "link", "project@", ["project"]],
    ["purpose", "phrase", "purpose.text"],
  ],
  change: [
    ["fact", "link", "fact@", ["fact"]], ["direction", "choice", "direction"], ["amount", "quantity", "amount.value"],
    ["percent", "quantity", "percent.value"], ["against", "choice", "against"], ["against_year", "whole", "against_year"],
    ["place", "place", null],
  ],
  ratio: [
    ["fact", "link", "fact@", ["fact"]], ["percent", "quantity", "percent.value"], ["kind", "choice", "kind"],
    ["of", "link", "of@", ["fact"]], ["of_text", "text", "of_text"],
  ],
  reason: [["place", "place", "text"], ["category", "choice", "category"], ["explains", "links", "explains@", ["change", "fact"]]],
  project: [
    ["name", "phrase", "name.text"], ["budget", "link", "budget@", ["fact"]], ["implementer", "phrase", "implementer.text"],
    ["overview", "phrase", "overview.text"], ["basis", "phrase", "basis.text"], ["plan", "phrase", "plan.text"],
    ["goal", "phrase", "goal.text"], ["place", "place", null],
  ],
  indicator: [
    ["level3", "text", "level3"], ["target", "target", "target.text"], ["actual", "target", "actual.text"],
    ["level1", "text", "level1"], ["level2", "text", "level2"], ["weight", "number", "weight"], ["score", "number", "score"],
    ["project", "link", "project@", ["project"]], ["place", "place", null],
  ],
};
const QUOTING = ["phrase", "quantity", "target", "place"];
const LINKING = ["link", "links"];

export function kindName(kind) {
  return kind === GAP ? say("gap") : listName(LISTS_OF[kind]);
}

export function fieldsOf(kind) {
  return (FIELDS[kind] ?? []).map(([name, form, column, kinds]) => ({
    name, form, kinds, caption: column ? caption(LISTS_OF[kind], column) : say("place"),
    values: form === "choice" ? enumOf(kind, name) : null, isQuoting: QUOTING.includes(form), isLinking: LINKING.includes(form),
  }));
}

export function valueOf(row, field) {
  return field.form === "place" ? { text: row.text ?? "", start: row.start, end: row.end } : row[field.name];
}

// The fields of a row whose stretch of text can be moved, with where they stand now.
export function stretchesOf(kind, row) {
  return fieldsOf(kind).filter((field) => field.isQuoting)
    .map((field) => ({ field, place: valueOf(row, field) }))
    .filter(({ place }) => place && place.start !== undefined && place.end > place.start);
}

// What has to be written into a row so that a field quotes another stretch.
export function quoting(row, field, { start, end, text }) {
  if (field.form === "place") return row.text === undefined ? { start, end } : { start, end, text };
  return { [field.name]: { ...blank(field.form), ...row[field.name], start, end, text } };
}

function blank(form) {
  if (form === "quantity") return { kind: "number", value: "0", unit: "", step: "1", qualifier: null };
  return form === "target" ? { comparator: null, value: null, unit: null, kind: "qualitative" } : {};
}

// The links of a row, each as { field, id }.
export function linksOf(kind, row) {
  return fieldsOf(kind).filter((field) => field.isLinking)
    .flatMap((field) => [row[field.name] ?? []].flat().map((id) => ({ field, id })));
}

// Whether changes are about places, about links, or about anything.
export function actionFor(kind, changes) {
  const fields = new Map(fieldsOf(kind).map((field) => [field.name, field]));
  const names = Object.keys(changes);
  if (names.every((name) => fields.get(name)?.isLinking)) return "relink";
  const isPlace = (name) => ["start", "end", "text"].includes(name) || changes[name]?.start !== undefined;
  return names.every(isPlace) ? "move" : "correct";
}

// A new row of a kind from a stretch of text and the figures that were read in it.
export function newRow(kind, { start, end, text, figures, document, before }) {
  const first = (wanted) => figures.find((figure) => wanted.includes(figure.kind)) ?? null;
  const place = { start, end };
  const year = document.fiscal_year ?? null;
  const stage = (document.kind ?? "").endsWith("final") ? "final" : "budget";
  const makes = {
    fact: () => {
      const quantity = first(["amount", "count", "percent", "number"]);
      const state = quantity ? "reported" : "none_stated";
      return { item: named(text, start, quantity), quantity, state, year, stage, concept: null, basis: null, dims: {},
        part_of: null, purpose: null, section: null, project: null, table: null, mentions: [] };
    },
    change: () => ({
      fact: before("fact"), direction: /减|降|少|压/u.test(text) ? "decrease" : /持平/u.test(text) ? "flat" : "increase",
      amount: first(["amount", "count", "number"]), percent: first(["percent"]),
      against: stage === "final" ? "last_year_final" : "last_year_budget", against_year: year && year - 1, ...place,
    }),
    ratio: () => ({ kind: "share", fact: before("fact"), of: null, of_text: null, percent: first(["percent"]) ?? figures[0] ?? null }),
    reason: () => ({ text, ...place, category: "other", explains: [before("change") ?? before("fact")].filter(Boolean) }),
    project: () => ({ name: { text, ...place }, overview: null, basis: null, implementer: null, plan: null, period: null, budget: null, goal: null, ...place }),
    indicator: () => {
      const figure = first(["percent", "count", "amount", "number"]);
      const target = figure && { text: figure.text, comparator: "=", value: figure.value, unit: figure.unit || null, kind: "quantitative", start: figure.start, end: figure.end };
      return { project: before("project"), level1: null, level2: null, level3: named(text, start, figure).text, target, actual: null, weight: null, score: null, ...place };
    },
  };
  return { id: "new", ...makes[kind](), evidence: [], confidence: 1 };
}

// The words in front of a figure, without what only joins them to it.
function named(text, start, figure) {
  const chars = [...text];
  let end = figure ? figure.start - start : chars.length;
  if (end <= 0) return { text, start, end: start + chars.length };
  let from = 0;
  while (from < end && /[\s，,、；;。：:（(]/u.test(chars[from])) from += 1;
  while (end > from + 1 && /[\s，,、；;。：:为是约共计]/u.test(chars[end - 1])) end -= 1;
  return { text: chars.slice(from, end).join(""), start: start + from, end: start + end };
}
