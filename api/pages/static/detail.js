// One row of a record in full: what it says, the sentence that says it, what it is about and what is about it.

import { element } from "./dom.js";
import { confidenceMark, stateMark } from "./lists.js";
import { aboutConcept, headingOf, inUnit, isLow, isViolated, oneLine, printed, whenOf } from "./record.js";
import { caption, listName, say, word } from "./texts.js";

const AROUND = 90; // characters of a paragraph on either side of what is quoted
const PART_CAPTIONS = {
  overview: "overview.text",
  basis: "basis.text",
  implementer: "implementer.text",
  plan: "plan.text",
  goal: "goal.text",
};

// detailOf(rows, id, { text, onpick(id), onshow(place), address }) → an element
export function detailOf(rows, id, { text, onpick, onshow, address }) {
  const row = rows.get(id);
  const list = rows.listOf.get(id);
  const { current, related } = rows.placesOf(id);
  const copy = element(
    "button",
    { type: "button", class: "quiet", onclick: () => copyAddress(copy, address) },
    say("copy_link"),
  );
  return element(
    "section",
    { class: "detail", "aria-label": say("detail") },
    element(
      "header",
      {},
      element("span", { class: `chip hue-${list}` }, listName(list)),
      element("code", { class: "dim" }, id),
      list === "checks" ? stateMark(row) : row.confidence !== undefined && list !== "projects" && sureness(row),
      address && copy,
    ),
    element("h3", {}, list === "checks" ? row.message : rows.nameOf(id)),
    list === "checks" && checkBody(row, rows),
    list !== "checks" &&
      element(
        "dl",
        { class: "fields" },
        fieldsOf[list](row, rows)
          .filter(([, value]) => value)
          .map(([key, value]) => element("div", {}, element("dt", {}, key), element("dd", {}, value))),
      ),
    quotes(rows, text, [...current, ...related], onshow),
    linked(say("about"), rows.about(id), rows, onpick),
    linked(say("pointing"), rows.pointing.get(id) ?? [], rows, onpick),
    row.evidence?.length > 0 &&
      element("details", { class: "evidence" }, element("summary", {}, say("evidence")), row.evidence.join(" · ")),
  );
}

function sureness(row) {
  return element(
    "span",
    { class: "sureness" },
    `${say("confidence")} `,
    confidenceMark(row),
    isLow(row) && ` ${say("low_confidence")}`,
  );
}

function checkBody(check, rows) {
  const unit = unitOf(check, rows);
  const isGap = { difference: true, tolerance: true };
  const shown = (name) => inUnit(check[name], isGap[name] && unit === "%" ? "pp" : unit);
  const figures = ["actual", "expected", "difference", "tolerance"].filter((name) => check[name] !== null);
  return [
    check.hint && element("p", { class: "hint" }, element("b", {}, say("hint")), ` ${check.hint.reason}`),
    element(
      "dl",
      { class: "fields" },
      field(say("promise"), `${check.rule} ${check.name}`),
      check.cause && field(caption("checks", "cause"), word(check.cause)),
      isViolated(check) && figures.map((name) => field(caption("checks", name), shown(name))),
    ),
  ];
}

const fieldsOf = {
  facts: (row, rows) => [
    [caption("facts", "quantity.value"), row.quantity ? strong(printed(row.quantity)) : word(row.state)],
    [say("exact_value"), row.quantity && inBase(row.quantity)],
    [say("when"), whenOf(row)],
    [caption("facts", "quantity.qualifier"), row.quantity?.qualifier && word(row.quantity.qualifier)],
    [caption("facts", "basis"), row.basis && word(row.basis)],
    [caption("facts", "concept:"), row.concept && `${aboutConcept(row)}（${row.concept}）`],
    [caption("facts", "function_name"), oneLine(row.dims.function_name)],
    [caption("facts", "economic_name"), oneLine(row.dims.economic_name)],
    [caption("facts", "section@"), sectionName(rows, row.section)],
    [caption("facts", "purpose.text"), oneLine(row.purpose?.text)],
    [caption("facts", "mentions"), row.mentions.length > 0 && String(row.mentions.length)],
  ],
  changes: (row) => [
    [caption("changes", "direction"), strong(word(row.direction))],
    [caption("changes", "amount.value"), printed(row.amount)],
    [caption("changes", "percent.value"), printed(row.percent)],
    [caption("changes", "against"), [word(row.against), row.against_year].filter(Boolean).join(" ")],
  ],
  ratios: (row, rows) => [
    [caption("ratios", "percent.value"), strong(printed(row.percent))],
    [caption("ratios", "kind"), word(row.kind)],
    [caption("ratios", "of@"), row.of ? rows.nameOf(row.of) : row.of_text],
  ],
  reasons: (row) => [[caption("reasons", "category"), word(row.category)]],
  projects: (row, rows) => [
    [caption("projects", "budget@"), row.budget && strong(printed(rows.get(row.budget)?.quantity))],
    [say("period"), row.period && [row.period.start, row.period.end].filter(Boolean).join(" — ")],
    ...Object.entries(PART_CAPTIONS).map(([part, key]) => [caption("projects", key), oneLine(row[part]?.text)]),
  ],
  indicators: (row, rows) => [
    [caption("indicators", "target.text"), row.target && strong(oneLine(row.target.text))],
    [caption("indicators", "target.kind"), row.target && word(row.target.kind)],
    [caption("indicators", "actual.text"), oneLine(row.actual?.text)],
    [caption("indicators", "level1"), [row.level1, row.level2].filter(Boolean).join(" ／ ")],
    [caption("indicators", "project@"), rows.nameOf(row.project)],
    [caption("indicators", "weight"), row.weight],
    [caption("indicators", "score"), row.score],
  ],
};

// The sentences around some places, each once, what is meant marked in them.
function quotes(rows, text, places, onshow) {
  const found = [];
  for (const place of places) {
    if (found.length === 4) break;
    const same = found.find((each) => place.start >= each.from && place.end <= each.to);
    if (same) same.marks.push(place);
    else found.push({ ...sentenceAround(text, place), marks: [place] });
  }
  return found.map(({ from, to, marks }) => {
    const path = rows.pathOf(marks[0].start).map(headingOf);
    const page = rows.pageOf(marks[0].start);
    const where = [...path, page && say("page", { page })].filter(Boolean).join(" › ");
    return element(
      "blockquote",
      {},
      pieces(text, from, to, marks),
      element(
        "footer",
        {},
        element("button", { type: "button", class: "quiet link", onclick: () => onshow(marks[0]) }, say("show_place")),
        where,
      ),
    );
  });
}

function sentenceAround(text, { start, end }) {
  const before = text.textOf(Math.max(0, start - AROUND), start);
  const after = text.textOf(end, Math.min(text.length, end + AROUND));
  const cutBefore = Math.max(before.lastIndexOf("。"), before.lastIndexOf("\n")) + 1;
  const stops = ["。", "\n"].map((stop) => after.indexOf(stop)).filter((at) => at >= 0);
  const cutAfter = stops.length ? Math.min(...stops) + (after[Math.min(...stops)] === "。" ? 1 : 0) : after.length;
  return { from: start - [...before.slice(cutBefore)].length, to: end + [...after.slice(0, cutAfter)].length };
}

function pieces(text, from, to, marks) {
  const parts = [];
  let at = from;
  for (const { start, end } of [...marks].sort((one, other) => one.start - other.start)) {
    if (start < at) continue;
    parts.push(text.textOf(at, start), element("mark", { class: "mx-current" }, text.textOf(start, end)));
    at = end;
  }
  return [...parts, text.textOf(at, to)];
}

// The unit of the figure that a check is about: that of the row which stands where the check does.
function unitOf(check, rows) {
  const figures = rows.about(check.id).flatMap((id) => {
    const row = rows.get(id);
    return [row.quantity, row.amount, row.percent].filter(Boolean);
  });
  return (figures.find((figure) => figure.start === check.start) ?? figures[0])?.unit ?? "";
}

function linked(title, ids, rows, onpick) {
  const known = ids.filter((id) => rows.get(id));
  if (known.length === 0) return null;
  const shown = known.slice(0, 12).map((id) => {
    const list = rows.listOf.get(id);
    const figure = list === "facts" ? ` ${printed(rows.get(id).quantity) || word(rows.get(id).state)}` : "";
    return element(
      "li",
      {},
      element(
        "button",
        { type: "button", class: "quiet link", onclick: () => onpick(id) },
        element("span", { class: `chip hue-${list}` }, listName(list)),
        list === "checks" ? stateMark(rows.get(id)) : null,
        ` ${rows.nameOf(id)}${figure}`,
      ),
    );
  });
  return element("div", { class: "linked" }, element("h4", {}, title), element("ul", {}, shown));
}

function field(key, value) {
  return value && element("div", {}, element("dt", {}, key), element("dd", {}, value));
}

function strong(text) {
  return element("strong", {}, text);
}

function inBase(quantity) {
  return quantity.unit === "CNY" ? `${Number(quantity.value).toLocaleString("zh-CN")} 元` : "";
}

function sectionName(rows, id) {
  const section = rows.sections.get(id);
  return section && headingOf(section);
}

async function copyAddress(button, address) {
  try {
    await navigator.clipboard.writeText(address);
    button.textContent = say("copied");
  } catch {
    button.textContent = say("copy_refused"); // the address line of the browser has it as well
  }
}
