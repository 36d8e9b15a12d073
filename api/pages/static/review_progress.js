// How far the review is, how people work and agree, and how good the automatic part is, as plots.

import { Refused } from "./asking.js";
import { desk } from "./desk.js";
import { byId, element } from "./dom.js";
import { notice } from "./notices.js";
import { bars, reliability } from "./plots.js";
import { GAP, kindName } from "./rowfields.js";
import { openShell } from "./shell.js";
import { count, say } from "./texts.js";

const SETTLED = ["accepted", "corrected", "rejected", "added", "withdrawn"];
const STATES = [["accepted", 2], ["corrected", 1], ["rejected", 5], ["added", 6], ["conflict", 4], ["answered", 8], ["pending", 7]];

async function load() {
  byId("progress").replaceChildren(notice("loading", say("loading_progress")));
  try {
    const [progress, statistics] = await Promise.all([desk.progress(), desk.statistics()]);
    byId("progress").replaceChildren(...(progress.documents === 0 ? [notice("empty", say("nothing_yet"), say("nothing_yet_detail"))] : drawnOf(progress, statistics)));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const retry = element("button", { type: "button", class: "primary", onclick: load }, say("retry"));
    byId("progress").replaceChildren(notice("error", error.title, error.message, retry));
  }
}

function drawnOf(progress, { reviewers, agreement, automatic }) {
  return [
    tiles(progress),
    element("div", { class: "plots" },
      card(bars(say("by_kind"), kindsOf(progress))), card(bars(say("by_state"), statesOf(progress))),
      card(reviewers.length ? bars(say("pace"), reviewers.map(paceOf)) : none("pace")),
      card(agreement.length ? bars(say("agreement"), agreement.map(agreementOf)) : none("agreement")),
      card(automatic.every ? reliabilityOf(automatic) : none("reliability"), "broad")),
    card(reviewersOf(reviewers), "broad"),
  ];
}

function tiles(progress) {
  const all = progress.waiting + progress.settled + progress.conflicts;
  const tile = (name, value, note = "") => element("div", { class: "tile" }, element("b", {}, value), element("span", {}, say(name)), note && element("span", {}, note));
  return element("div", { class: "tiles" },
    tile("tile_settled", share(progress.settled, all), `${count(progress.settled)} / ${count(all)}`),
    tile("tile_waiting", count(progress.waiting)), tile("tile_conflicts", count(progress.conflicts)),
    tile("tile_decisions", count(progress.decisions), progress.decisions ? say("per_decision", { count: (progress.settled / progress.decisions).toFixed(1) }) : ""),
    tile("tile_mistakes", count(Math.round(progress.expected_mistakes)), say("mistakes_note")));
}

function kindsOf({ items }) {
  return Object.entries(items).map(([kind, states]) => {
    const all = sum(Object.values(states));
    const settled = sum(SETTLED.map((state) => states[state] ?? 0));
    return { label: kindName(kind), value: settled / all, printed: `${count(settled)} / ${count(all)}`, hue: kind === GAP ? 8 : hues[kind], most: 1 };
  });
}
const hues = { fact: 1, change: 2, ratio: 3, reason: 4, project: 5, indicator: 6 };

function statesOf({ items }) {
  const numbers = STATES.map(([state, hue]) => ({ state, hue, value: sum(Object.values(items).map((states) => states[state] ?? 0)) }));
  return numbers.filter(({ value }) => value).map(({ state, hue, value }) => ({ label: say(`state_${state}`), value, printed: count(value), hue }));
}

function paceOf({ reviewer, per_hour, seconds, decisions }) {
  const printed = per_hour === null ? say("decisions_of", { count: decisions }) : say("pace_of", { hour: Math.round(per_hour), seconds: seconds ?? "–" });
  return { label: reviewer, value: per_hour ?? 0, printed };
}

function agreementOf({ reviewers, items, kappa, same, span_f1 }) {
  const printed = [kappa === null ? "κ –" : `κ ${kappa.toFixed(2)}`, `F1 ${decimal(span_f1)}`, say("same_of", { same: share(same * items, items), items })].join(" · ");
  return { label: reviewers.join(" / "), value: Math.max(0, kappa ?? 0), printed, hue: 3, most: 1 };
}

// Of rows of each confidence, how many were right: where the automatic part is calibrated, spots lie on the diagonal.
function reliabilityOf({ every, control }) {
  const series = [["right_every", every, 1], ["right_control", control, 2]].filter(([, found]) => found);
  const points = series.flatMap(([name, found, hue]) => found.bins.map((bin) => ({
    label: `${say(name)} ${share(bin.low, 1)}–${share(bin.high, 1)}`, hue, ...bin, printed: say("accuracy_at", { accuracy: share(bin.accuracy, 1), rows: count(bin.rows) }) })));
  const told = series.map(([name, found, hue]) => element("li", {}, swatch(hue),
    `${say(name)}：${say("accuracy_of", { accuracy: share(found.accuracy, 1), rows: count(found.rows), ece: found.ece.toFixed(3) })}`));
  return [reliability(say("reliability"), points), element("ul", { class: "legend-list" }, told), element("p", { class: "dim" }, say("reliability_note"))];
}

function swatch(hue) {
  return element("span", { class: `swatch solid-${hue}`, "aria-hidden": "true" });
}

function reviewersOf(reviewers) {
  if (!reviewers.length) return none("reviewers");
  const columns = [
    ["column_reviewer", (each) => each.reviewer], ["column_decisions", (each) => count(each.decisions)], ["column_items", (each) => count(each.items)],
    ["column_skipped", (each) => count(each.skipped)], ["column_hour", (each) => each.per_hour === null ? "–" : Math.round(each.per_hour)], ["column_seconds", (each) => each.seconds ?? "–"],
    ["column_accuracy", (each) => each.accuracy === null ? "–" : `${share(each.accuracy, 1)} (${each.double})`], ["column_control", (each) => each.control === null ? "–" : `${share(each.control, 1)} (${each.control_items})`],
  ];
  return [element("h3", {}, say("reviewers")), element("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say("reviewers") }, element("table", { class: "figures" },
    element("thead", {}, element("tr", {}, columns.map(([name]) => element("th", { scope: "col" }, say(name))))),
    element("tbody", {}, reviewers.map((each) => element("tr", {}, columns.map(([, read], index) => element(index ? "td" : "th", index ? {} : { scope: "row" }, String(read(each)))))))))];
}

function none(title) {
  return [element("h3", {}, say(title)), element("p", { class: "dim" }, say(`none_${title}`))];
}

function card(content, kind = "") {
  return element("section", { class: `card ${kind}` }, content);
}

function share(part, whole) {
  return whole ? `${(Math.floor((part / whole) * 1000) / 10).toFixed(1).replace(/\.0$/, "")}%` : "–";
}

function decimal(number) {
  return number === null || number === undefined ? "–" : number.toFixed(2);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

openShell();
byId("refresh").addEventListener("click", load);
load();
