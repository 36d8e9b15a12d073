// The columns in which each list of a record is shown.

import { element } from "./dom.js";
import { aboutConcept, isLow, isViolated, oneLine, printed, shareOf, stateOf, whenOf } from "./record.js";
import { caption, say, word } from "./texts.js";

export function columnsOf(list, rows) {
  const text = (key, width, value, more = {}) => ({
    name: key,
    text: caption(list, key),
    width,
    value: (row) => oneLine(value(row)),
    cell: (row) => oneLine(value(row)),
    ...more,
  });
  const number = (key, width, quantityOf) => ({
    name: key,
    text: caption(list, key),
    width,
    isNumber: true,
    value: (row) => valueOf(quantityOf(row)),
    cell: (row) => printed(quantityOf(row)),
  });
  const confidence = {
    name: "confidence",
    text: caption(list, "confidence"),
    width: "84px",
    isNumber: true,
    value: (row) => row.confidence,
    cell: (row) => confidenceMark(row),
  };
  const columns = {
    facts: () => [
      text("item.text", "34%", (row) => row.item.text, { cell: (row) => itemCell(row, rows) }),
      {
        ...number("quantity.text", "24%", (row) => row.quantity),
        cell: (row) => printed(row.quantity) || word(row.state),
      },
      text("year", "88px", whenOf),
      text("concept:", "26%", aboutConcept),
      confidence,
    ],
    changes: () => [
      text("fact@", "34%", (row) => rows.nameOf(row.fact)),
      text("direction", "58px", (row) => word(row.direction), { cell: (row) => directionMark(row) }),
      number("amount.text", "20%", (row) => row.amount),
      number("percent.text", "15%", (row) => row.percent),
      text("against", "20%", (row) => word(row.against)),
      confidence,
    ],
    ratios: () => [
      text("fact@", "34%", (row) => rows.nameOf(row.fact)),
      text("kind", "68px", (row) => word(row.kind)),
      text("of@", "30%", (row) => (row.of ? rows.nameOf(row.of) : row.of_text)),
      number("percent.text", "18%", (row) => row.percent),
      confidence,
    ],
    reasons: () => [
      text("text", "52%", (row) => row.text),
      text("explains@", "32%", (row) => row.explains.map((id) => rows.nameOf(id)).join("；")),
      text("category", "84px", (row) => word(row.category)),
      confidence,
    ],
    projects: () => [
      text("name.text", "34%", (row) => row.name.text),
      number("budget@", "18%", (row) => rows.get(row.budget)?.quantity),
      text("period.start", "22%", (row) => row.period?.phrase.text),
      text("implementer.text", "26%", (row) => row.implementer?.text),
    ],
    indicators: () => [
      text("level1", "18%", (row) => row.level1),
      text("level2", "18%", (row) => row.level2),
      text("level3", "30%", (row) => row.level3),
      text("target.text", "22%", (row) => row.target?.text),
      ...(rows.lists.indicators.some((row) => row.actual)
        ? [text("actual.text", "16%", (row) => row.actual?.text)]
        : []),
      confidence,
    ],
    checks: () => [
      text("status", "92px", (row) => word(stateOf(row)), {
        cell: (row) => stateMark(row),
        value: (row) => stateOrder(row),
      }),
      text("rule", "56px", (row) => row.rule),
      text("message", "auto", (row) => row.message),
    ],
  };
  return columns[list]();
}

// The words that a filter looks through.
export function wordsOf(columns, row) {
  return columns
    .map((column) => `${column.value(row) ?? ""} ${textOf(column.cell(row))}`)
    .join(" ")
    .toLowerCase();
}

// Confidence as a number and, where it is low, with a sign and a word: never in colour alone.
export function confidenceMark(row) {
  const share = shareOf(row.confidence);
  if (!isLow(row)) return element("span", { class: "sure" }, share);
  return element(
    "span",
    { class: "unsure", title: say("low_confidence") },
    element("span", { "aria-hidden": "true" }, "⚠ "),
    share,
    element("span", { class: "unseen" }, ` ${say("low_confidence")}`),
  );
}

const SIGNS = {
  error: "✕",
  warning: "!",
  info: "i",
  exact: "✓",
  within_rounding: "≈",
  truncation: "≈",
  not_evaluable: "–",
};

export function stateMark(check) {
  const state = stateOf(check);
  return element(
    "span",
    { class: `state ${state}` },
    element("span", { class: "state-sign", "aria-hidden": "true" }, SIGNS[state]),
    word(state),
  );
}

function directionMark(change) {
  const signs = { increase: "▲", decrease: "▼", flat: "＝" };
  return element(
    "span",
    { class: change.direction },
    element("span", { "aria-hidden": "true" }, `${signs[change.direction]} `),
    word(change.direction),
  );
}

function itemCell(fact, rows) {
  let depth = 0;
  const seen = new Set([fact.id]);
  for (let each = rows.get(fact.part_of); each && !seen.has(each.id) && depth < 6; each = rows.get(each.part_of)) {
    seen.add(each.id);
    depth += 1;
  }
  return [
    depth > 0 && element("span", { class: "depth", "aria-hidden": "true" }, `${"　".repeat(depth - 1)}└ `),
    oneLine(fact.item.text),
  ];
}

function valueOf(quantity) {
  return quantity ? Number(quantity.value) : null;
}

function stateOrder(check) {
  return isViolated(check)
    ? { error: 0, warning: 1, info: 2 }[check.severity]
    : check.status === "not_evaluable"
      ? 9
      : 5;
}

function textOf(cell) {
  if (typeof cell === "string") return cell;
  return Array.isArray(cell) ? cell.filter(Boolean).map(textOf).join("") : cell.textContent;
}
