// What a person sees first of a document: what it is, what does not hold in it, where its money goes, what is missing.

import { chartsOf } from "./charts.js";
import { element } from "./dom.js";
import { stateMark } from "./lists.js";
import { isLow, isViolated, oneLine, stateOf } from "./record.js";
import { count, say, word } from "./texts.js";

const FIRST = 6; // contradictions told here; the list has all
const RATED = ["facts", "changes", "ratios", "reasons", "indicators"];
const COVERAGE = ["missing", "attached", "stated_empty", "present"];

// overviewOf(rows, { onpick(id), onlist(list, filter) }) → nodes
export function overviewOf(rows, { onpick, onlist }) {
  return [
    verdict(rows, onlist),
    contradictions(rows, onpick, onlist),
    ...chartsOf(rows, onpick).map((plot) => element("section", { class: "card" }, plot)),
    coverage(rows),
    warnings(rows),
    madeBy(rows),
  ].filter(Boolean);
}

function verdict(rows, onlist) {
  const states = rows.lists.checks.map(stateOf);
  const counts = (...names) => states.filter((state) => names.includes(state)).length;
  const low = RATED.reduce((sum, list) => sum + rows.lists[list].filter(isLow).length, 0);
  const tiles = [
    ["error", word("error"), counts("error"), () => onlist("checks", "error")],
    ["warning", word("warning"), counts("warning"), () => onlist("checks", "warning")],
    ["good", say("holding"), counts("exact", "within_rounding", "truncation"), () => onlist("checks", "holding")],
    ["", say("facts_found"), rows.lists.facts.length, () => onlist("facts", "")],
    ["low", say("low_confidence"), low, () => onlist("facts", "low")],
  ];
  return element(
    "div",
    { class: "tiles" },
    tiles.map(([kind, text, number, run]) =>
      element(
        "button",
        { type: "button", class: `tile ${number > 0 ? kind : ""}`, onclick: run },
        element("b", {}, count(number)),
        element("span", {}, text),
      ),
    ),
  );
}

function contradictions(rows, onpick, onlist) {
  // What is missing is told by the coverage, in one line.
  const grave = rows
    .violated()
    .filter((check) => check.severity !== "info" && check.cause !== "missing" && check.cause !== "attached");
  const told = new Map();
  for (const check of grave) {
    const same = told.get(check.message);
    if (same) same.times += 1;
    else told.set(check.message, { check, times: 1 });
  }
  const title = element("h3", {}, say("contradictions"));
  if (told.size === 0)
    return element("section", { class: "card" }, title, element("p", { class: "dim" }, say("no_contradictions")));
  const items = [...told.values()]
    .slice(0, FIRST)
    .map(({ check, times }) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", class: `finding ${check.severity}`, onclick: () => onpick(check.id) },
          stateMark(check),
          element(
            "span",
            { class: "finding-text" },
            check.message,
            times > 1 && element("span", { class: "dim" }, ` ×${times}`),
          ),
          check.hint && element("span", { class: "finding-hint" }, check.hint.reason),
        ),
      ),
    );
  const more = told.size - items.length;
  return element(
    "section",
    { class: "card" },
    title,
    element("ul", { class: "findings" }, items),
    more > 0 &&
      element(
        "button",
        { type: "button", class: "quiet link", onclick: () => onlist("checks", "") },
        say("more_contradictions", { count: more }),
      ),
  );
}

function coverage(rows) {
  const items = rows.record.coverage ?? [];
  if (items.length === 0) return null;
  const lines = COVERAGE.map((status) => [status, items.filter((item) => item.status === status)])
    .filter(([, some]) => some.length)
    .map(([status, some]) =>
      element(
        "div",
        {},
        element("dt", {}, element("span", { class: `coverage ${status}` }, `${word(status)} ${some.length}`)),
        element("dd", {}, some.map((item) => item.name).join("、")),
      ),
    );
  return element(
    "section",
    { class: "card" },
    element("h3", {}, say("coverage")),
    element("dl", { class: "fields" }, lines),
  );
}

function warnings(rows) {
  const told = (rows.record.warnings ?? []).map((warning) => oneLine(warning.message));
  if (told.length === 0) return null;
  return element(
    "section",
    { class: "card" },
    element("h3", {}, say("reading_notes")),
    element(
      "ul",
      { class: "dim" },
      told.map((text) => element("li", {}, text)),
    ),
  );
}

function madeBy(rows) {
  const { code, model, catalogue } = rows.record.produced_by;
  const { name, text_length: length, pages, id } = rows.record.document;
  const parts = [
    name,
    pages && say("pages", { pages }),
    say("characters", { count: count(length) }),
    `sha256 ${id.slice(0, 12)}`,
    `mingxi ${code} · ${model} · ${catalogue}`,
  ];
  return element("p", { class: "dim made-by" }, parts.filter(Boolean).join(" · "));
}

// Which checks a name of the filter means.
export function checkFilter(name) {
  const tests = {
    error: (check) => stateOf(check) === "error",
    warning: (check) => stateOf(check) === "warning",
    info: (check) => stateOf(check) === "info",
    violated: isViolated,
    holding: (check) => !isViolated(check) && check.status !== "not_evaluable",
    not_evaluable: (check) => check.status === "not_evaluable",
  };
  return tests[name] ?? (() => true);
}
