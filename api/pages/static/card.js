// The item at hand in full: everything that the text shows of it by colour and place, in words, and what can be done.

import { element } from "./dom.js";
import { headingOf, printed } from "./record.js";
import { stateMark } from "./lists.js";
import { GAP, kindName } from "./rowfields.js";
import { count, lang, say, word } from "./texts.js";
import { hueOf, isDoubtful, nameOf } from "./underreview.js";

const TELLING = 0.2; // below which a signal says little

// Parts of the card, each an element or nothing; `on` has what their buttons do.
export function headOf(item, doc, { place, isAdding }) {
  if (isAdding) return element("header", { class: "card-head" }, element("h2", {}, say("adding")), element("p", { class: "dim" }, say("adding_hint")));
  const path = doc.rows.pathOf(item.start).map(headingOf).join(" › ");
  return element("header", { class: "card-head" },
    element("p", { class: "card-line" },
      element("span", { class: `chip hue-${hueOf(item)}` }, kindName(item.kind)),
      element("span", { class: `item-state ${item.state}` }, say(`state_${item.state}`)),
      item.isUnsaved && element("span", { class: "dim" }, say("saving")),
      element("span", { class: "dim place" }, say("place_of", { at: count(place + 1), all: count(doc.items.length) }))),
    element("h2", {}, nameOf(item, doc)),
    path && element("p", { class: "dim path" }, path));
}

export function doubtsOf(item, signals) {
  const share = item.confidence === null ? null : `${Math.floor(item.confidence * 100)}%`;
  const marks = signals.filter((signal) => signal.value >= TELLING).map((signal) => element("span", { class: "signal" }, lang === "zh" ? signal.label : signal.label_en));
  if (share === null && marks.length === 0) return null;
  return element("p", { class: "doubts" },
    share && element("span", { class: isDoubtful(item) ? "unsure" : "sure" },
      isDoubtful(item) && element("span", { "aria-hidden": "true" }, "⚠ "), `${say("confidence")} ${share}`), marks);
}

export function leaseOf(sitting, on) {
  if (sitting.owner) {
    return element("div", { class: "owned", role: "alert" }, element("p", {}, sitting.owner),
      element("p", { class: "actions" }, press(say("retry"), on.retake), press(say("next"), on.next)));
  }
  if (!sitting.lease) return null;
  const until = new Date(sitting.lease.until * 1000).toLocaleTimeString(lang === "zh" ? "zh-CN" : "en", { hour: "2-digit", minute: "2-digit" });
  return element("p", { class: "lease dim" }, say("yours_until", { until }));
}

export function conflictOf(conflict, doc, on) {
  if (!conflict) return null;
  const { action, changes, rows, comment } = conflict.entry.body;
  const said = [say(`did_${action}`), ...Object.keys(changes), ...rows.map((row) => kindName(row.kind)), comment].filter(Boolean).join(" · ");
  return element("div", { class: "conflict", role: "alert" },
    element("h3", {}, conflict.title), element("p", {}, conflict.detail),
    element("p", {}, say("your_decision"), element("b", {}, said), say("nothing_lost")),
    element("p", { class: "actions" }, press(say("submit_again"), () => on.again(conflict), "primary"), press(say("drop"), () => on.drop(conflict))));
}

export function alikeOf(sitting, on, key) {
  if (!sitting.lease || sitting.lease.alike < 2) return null;
  const all = sitting.lease.alike;
  return element("fieldset", { class: "alike" },
    element("legend", {}, say("alike", { count: count(all) })),
    choice(say("alike_all", { count: count(all) }), !sitting.isAlone, () => on.alone(false)),
    choice(say("alike_one"), sitting.isAlone, () => on.alone(true), key));
}

function choice(text, isChosen, onchange, key) {
  return element("label", {}, element("input", { type: "radio", name: "alike", checked: isChosen, onchange }), ` ${text}`, key && [" ", element("kbd", { "aria-hidden": "true" }, key)]);
}

export function selectionOf(selection, stretches, on, keys) {
  if (!selection) return null;
  return element("div", { class: "selected", role: "group", "aria-label": say("selected") },
    element("p", {}, element("span", { class: "dim" }, say("selected")), ` 「${selection.text.length > 40 ? `${selection.text.slice(0, 40)}…` : selection.text}」`),
    element("p", { class: "actions" }, stretches.map((field) => press(say("set_as", { field: field.caption }), () => on.set(field))),
      press(say("add_row"), on.add, "", keys("add"))));
}

export function checksOf(checks, on) {
  if (checks.length === 0) return null;
  const seen = checks.slice(0, 6).map((check) => element("li", { class: check.status },
    stateMark(check), " ", element("button", { type: "button", class: "quiet link", disabled: check.start === null, onclick: () => on.show(check) }, check.message || check.name),
    check.cause && element("span", { class: "dim" }, ` ${word(check.cause)}`),
    check.hint && element("p", { class: "hint" }, element("b", {}, say("hint")), ` ${check.hint.reason}`)));
  return element("section", { class: "checks" }, element("h3", {}, say("checks"), rest(checks.length - seen.length)), element("ul", {}, seen));
}

export function linkedOf(item, doc, on) {
  if (!item.row) return null;
  const ids = doc.rows.pointing.get(item.row.id)?.filter((id) => doc.itemOfRow(id)) ?? [];
  if (ids.length === 0) return null;
  const lines = ids.slice(0, 8).map((id) => {
    const other = doc.itemOfRow(id);
    return element("li", {}, element("span", { class: `chip hue-${hueOf(other)}` }, kindName(other.kind)), " ",
      element("button", { type: "button", class: "quiet link", onclick: () => on.pick(other) }, doc.rows.nameOf(id), " ", printed(other.row.quantity ?? null)));
  });
  return element("section", { class: "linked" }, element("h3", {}, say("pointing_here"), rest(ids.length - lines.length)), element("ul", {}, lines));
}

function rest(more) {
  return more > 0 && element("span", { class: "dim" }, ` +${more}`);
}

export function historyOf(history) {
  if (!history?.length) return null;
  const time = (at) => new Date(at * 1000).toLocaleString(lang === "zh" ? "zh-CN" : "en", { dateStyle: "short", timeStyle: "short" });
  return element("section", { class: "history" }, element("h3", {}, say("history")), element("ol", {}, history.map((event) =>
    element("li", {}, element("span", {}, say(`did_${event.action}`)), element("span", { class: "dim" }, ` ${event.reviewer} ${time(event.at)}`),
      event.comment && element("p", { class: "comment" }, event.comment)))));
}

// What can be done with the item, each with its key.
export function actionsOf({ item, isChanged, isAdding, isFixed }, on, keys) {
  if (isAdding) return bar([press(say("submit_row"), on.submit, "primary submit", keys("submit")), press(say("cancel"), on.cancel, "", keys("cancel"))]);
  if (isChanged) {
    return bar([press(say("submit"), on.submit, "primary submit", keys("submit"), isFixed), press(say("cancel"), on.cancel, "", keys("cancel"))]);
  }
  const isGap = item.kind === GAP;
  return bar([
    press(say(isGap ? "accept_gap" : "accept"), on.accept, "good", keys("accept"), isFixed),
    isGap ? press(say("add_row"), on.add, "", keys("add"), isFixed) : press(say("reject"), on.reject, "bad", keys("reject"), isFixed),
    press(say("skip"), on.skip, "", keys("skip"), isFixed),
    press(say("comment"), on.comment, "", keys("comment"), isFixed),
    press(say("undo"), on.undo, "", keys("undo")),
  ]);
}

function bar(buttons) {
  return element("div", { class: "deciding", role: "group", "aria-label": say("deciding") }, buttons);
}

export function press(text, onclick, kind = "", key = null, disabled = false) {
  return element("button", { type: "button", class: kind || null, onclick: () => onclick(), disabled, "aria-keyshortcuts": key },
    text, key && element("kbd", { "aria-hidden": "true" }, key));
}
