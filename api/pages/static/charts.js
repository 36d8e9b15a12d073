// What a record looks like: where money comes from and goes, what moved, who takes which share, what is promised.

import { element } from "./dom.js";
import { bars, flows, waterfall } from "./plots.js";
import { inUnit, oneLine, printed } from "./record.js";
import { say, word } from "./texts.js";

const MOST = 12; // bars of one plot; the table has all
const CLASSES = new Set(["exp.func", "exp.econ"]);
const THREE_PUBLIC = [
  "tp.total",
  "tp.abroad",
  "tp.vehicle",
  "tp.vehicle_purchase",
  "tp.vehicle_operation",
  "tp.reception",
];

// The plots that a record has numbers for; `onpick` is told the id of a row that a person points at.
export function chartsOf(rows, onpick) {
  return [composition, movement, functions, threePublic, shares, promises]
    .map((draw) => draw(rows, onpick))
    .filter(Boolean);
}

// The stage and year that a document is about: a budget of 2024, or the final accounts of 2023.
function isOwn(rows, fact) {
  const { fiscal_year: year, kind } = rows.record.document;
  const stage = kind.endsWith("_final") ? "final" : "budget";
  return (
    fact.quantity?.kind === "amount" &&
    (year === null || fact.year === year) &&
    (fact.stage === stage || fact.stage === null)
  );
}

function own(rows, concept) {
  return rows.lists.facts.find((fact) => fact.concept === concept && isOwn(rows, fact));
}

// The parts of a total. A text divides it in several ways, by class and by purpose: one of them, the one that comes
// closest to the total, and of those that are as close the one with the most parts.
function partsOf(rows, fact) {
  const divisions = new Map();
  for (const part of fact ? (rows.parts.get(fact.id) ?? []) : []) {
    if (!isOwn(rows, part) || Number(part.quantity.value) <= 0) continue;
    const way = CLASSES.has(part.concept) ? part.concept : "";
    divisions.set(way, [...(divisions.get(way) ?? []), part]);
  }
  const ranked = [...divisions.values()].map((parts) => ({ parts, gap: gapOf(fact, parts) }));
  return ranked.sort((one, other) => one.gap - other.gap || other.parts.length - one.parts.length)[0]?.parts ?? [];
}

// How far parts are from their total, in percent of it.
function gapOf(fact, parts) {
  const sum = parts.reduce((all, part) => all + Number(part.quantity.value), 0);
  return Math.round(Math.abs(sum / Number(fact.quantity.value) - 1) * 100);
}

function pointOf(fact, index) {
  return {
    id: fact.id,
    label: oneLine(fact.item.text),
    value: Number(fact.quantity.value),
    printed: printed(fact.quantity),
    hue: 1 + (index % 8),
  };
}

function composition(rows, onpick) {
  const [revenue, expenditure] = [own(rows, "rev.total"), own(rows, "exp.total")];
  const sources = largest(partsOf(rows, revenue), 8).map(pointOf);
  const uses = largest(partsOf(rows, expenditure), 8).map((fact, index) => pointOf(fact, index + 3));
  if (sources.length && uses.length) {
    const middle = { label: say("total"), printed: printed((revenue ?? expenditure).quantity) };
    return flows(say("composition"), sources, middle, uses, onpick);
  }
  const [points, whole] = sources.length ? [sources, revenue] : [uses, expenditure];
  return points.length ? bars(`${oneLine(whole.item.text)} ${printed(whole.quantity)}`, points, onpick) : null;
}

// From last year's total to this year's by the parts that say how they moved, and what is left of the whole movement.
function movement(rows, onpick) {
  const moves = new Map(
    rows.lists.changes
      .filter((change) => change.amount?.kind === "amount" || change.direction === "flat")
      .map((change) => [change.fact, change]),
  );
  const wholes = rows.lists.facts.filter((fact) => isOwn(rows, fact) && moves.get(fact.id)?.amount);
  const best = wholes
    .map((fact) => ({ fact, parts: (rows.parts.get(fact.id) ?? []).filter((part) => moves.get(part.id)?.amount) }))
    .sort((one, other) => other.parts.length - one.parts.length)[0];
  if (best?.parts.length) return waterfall(say("movement"), stepsOf(best.fact, best.parts, moves), onpick);
  const [revenue, expenditure] = [own(rows, "rev.total"), own(rows, "exp.total")];
  for (const [whole, other] of [
    [expenditure, revenue],
    [revenue, expenditure],
  ]) {
    // the total may say it on the other side
    const change = moves.get(whole?.id)?.amount ? moves.get(whole.id) : moves.get(other?.id);
    const parts = (rows.parts.get(whole?.id) ?? []).filter((part) => moves.get(part.id)?.amount);
    if (change?.amount && parts.length && Number(whole.quantity.value) === Number((other ?? whole).quantity.value)) {
      return waterfall(say("movement"), stepsOf(whole, parts, new Map([...moves, [whole.id, change]])), onpick);
    }
  }
  return null;
}

function stepsOf(whole, parts, moves) {
  const signed = (change) => (change.direction === "decrease" ? -1 : 1) * Number(change.amount.value);
  const [now, moved] = [Number(whole.quantity.value), signed(moves.get(whole.id))];
  const steps = parts.map((part) => ({
    id: moves.get(part.id).id,
    label: oneLine(part.item.text),
    value: signed(moves.get(part.id)),
    printed: `${signed(moves.get(part.id)) < 0 ? "−" : "+"}${printed(moves.get(part.id).amount)}`,
  }));
  const rest = moved - steps.reduce((sum, step) => sum + step.value, 0);
  if (Math.abs(rest) > Math.max(...[whole, ...parts].map((each) => Number(each.quantity.step)))) {
    steps.push({
      label: say("other_movement"),
      value: rest,
      printed: `${rest < 0 ? "−" : "+"}${inUnit(Math.abs(rest), "CNY")}`,
    });
  }
  const change = moves.get(whole.id);
  const before = [change.against_year, word(change.against)].filter(Boolean).join(" ");
  return [
    { id: change.id, label: before, value: now - moved, printed: inUnit(now - moved, "CNY") },
    ...steps,
    { id: whole.id, label: oneLine(whole.item.text), value: now, printed: printed(whole.quantity) },
  ];
}

function functions(rows, onpick) {
  const classes = rows.lists.facts.filter(
    (fact) => fact.concept === "exp.func" && isOwn(rows, fact) && Number(fact.quantity.value) > 0,
  );
  const ids = new Set(classes.map((fact) => fact.id));
  const top = classes.filter((fact) => !ids.has(fact.part_of));
  const seen = new Set();
  const once = top.filter((fact) => {
    const key = `${oneLine(fact.item.text)} ${fact.quantity.value}`;
    return !seen.has(key) && seen.add(key);
  });
  return once.length > 1
    ? bars(
        say("functions"),
        largest(once, MOST).map((fact) => ({ ...pointOf(fact, 0), hue: 1 })),
        onpick,
      )
    : null;
}

function threePublic(rows, onpick) {
  const facts = THREE_PUBLIC.map((concept) => own(rows, concept)).filter(Boolean);
  const points = facts.map((fact) => ({ ...pointOf(fact, 0), hue: fact.concept === "tp.total" ? 7 : 4 }));
  return points.some((point) => point.value > 0) ? bars(say("three_public"), points, onpick) : null;
}

function shares(rows, onpick) {
  const stated = rows.lists.ratios.filter((ratio) => ratio.kind === "share");
  const points = stated.slice(0, MOST).map((ratio) => ({
    id: ratio.id,
    label: `${rows.nameOf(ratio.fact)} ÷ ${ratio.of ? rows.nameOf(ratio.of) : ratio.of_text}`,
    value: Number(ratio.percent.value),
    printed: printed(ratio.percent),
    hue: 3,
  }));
  return points.length > 1 ? bars(say("shares"), points, onpick) : null;
}

// Performance indicators as the tree that they are: project, two levels, what is promised.
function promises(rows, onpick) {
  if (rows.lists.indicators.length === 0) return null;
  const root = new Map();
  for (const row of rows.lists.indicators) {
    const project = row.project ? rows.nameOf(row.project) : say("no_project");
    const branch = [project, row.level1 ?? "—", row.level2 ?? "—"].reduce((map, name) => {
      if (!map.has(name)) map.set(name, new Map());
      return map.get(name);
    }, root);
    branch.set(row.id, row);
  }
  return element(
    "figure",
    { class: "promises" },
    element("figcaption", {}, say("promises")),
    branchOf(root, onpick, 0),
  );
}

function branchOf(map, onpick, depth) {
  const items = [...map].map(([key, value]) => {
    if (value instanceof Map) {
      const size = leaves(value);
      return element(
        "li",
        {},
        element(
          "details",
          { open: depth > 0 || map.size === 1 },
          element("summary", {}, key, element("span", { class: "dim" }, ` ${size}`)),
          branchOf(value, onpick, depth + 1),
        ),
      );
    }
    const target = oneLine(value.actual ? `${value.target?.text ?? ""} → ${value.actual.text}` : value.target?.text);
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "quiet leaf", onclick: () => onpick(key) },
        element("span", {}, oneLine(value.level3) || "—"),
        element("b", {}, target),
      ),
    );
  });
  return element("ul", {}, items);
}

function leaves(map) {
  return [...map.values()].reduce((sum, value) => sum + (value instanceof Map ? leaves(value) : 1), 0);
}

function largest(facts, most) {
  return [...facts].sort((one, other) => Number(other.quantity.value) - Number(one.quantity.value)).slice(0, most);
}
