// What a page says besides what it shows: a word in passing, and what stands where there is nothing to show.

import { element } from "./dom.js";
import { say } from "./texts.js";

const PASSING_MS = 6000;

// A word in passing, read out as well; an alarm stays until it is closed.
export function toast(text, { isAlarm = false } = {}) {
  const close = element(
    "button",
    { type: "button", class: "quiet", "aria-label": say("close"), onclick: () => made.remove() },
    "✕",
  );
  const made = element(
    "div",
    { class: isAlarm ? "toast alarm" : "toast", role: isAlarm ? "alert" : "status" },
    text,
    close,
  );
  document.getElementById("notices").append(made);
  if (!isAlarm) setTimeout(() => made.remove(), PASSING_MS);
  return made;
}

// What stands where there is nothing: notice("empty" | "loading" | "error", title, detail, …buttons).
export function notice(kind, title, detail = "", ...actions) {
  const roles = { error: "alert", loading: "status" };
  return element(
    "div",
    { class: `notice ${kind}`, role: roles[kind] },
    kind === "loading" && element("span", { class: "spinner", "aria-hidden": "true" }),
    element("h2", {}, title),
    detail && element("p", {}, detail),
    actions.length > 0 && element("p", { class: "actions" }, actions),
  );
}

export function button(text, onclick, attributes = {}) {
  return element("button", { type: "button", onclick, ...attributes }, text);
}
