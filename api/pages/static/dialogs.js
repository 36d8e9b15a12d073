// What a reviewer is asked or told besides the item at hand: a name, a comment, the guidelines.

import { desk } from "./desk.js";
import { element } from "./dom.js";
import { dialog } from "./keys.js";
import { fromMarkdown } from "./markdown.js";
import { say } from "./texts.js";

// Who reviews, where the service has no keys to know it by; whether a name was given.
export function nameReviewer() {
  const field = element("input", { type: "text", id: "reviewer-name", required: true, maxlength: "60", value: desk.name, autocomplete: "name" });
  return asked(say("who"), [element("label", { for: "reviewer-name" }, say("your_name")), field, element("p", { class: "dim" }, say("name_kept"))], () => {
    desk.name = field.value.trim();
    return desk.name !== "";
  });
}

export function writeComment() {
  const field = element("textarea", { id: "comment", rows: "4", maxlength: "2000" });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) field.form.requestSubmit();
  });
  return asked(say("comment"), [element("label", { for: "comment" }, say("comment_hint")), field], () => field.value.trim());
}

// Resolves with what `read` gives once a form is sent, or with null.
function asked(title, content, read) {
  return new Promise((resolve) => {
    let given = null;
    const form = element("form", { method: "dialog" }, content, element("p", { class: "actions" }, element("button", { class: "primary" }, say("ok"))));
    form.addEventListener("submit", () => (given = read()));
    dialog(title, [form], { onclose: () => resolve(given) });
    form.querySelector("input, textarea").focus();
  });
}

export function showGuidelines({ text, version }) {
  const made = dialog(`${say("guidelines")} ${version}`, [element("div", { class: "guidelines", lang: "zh-CN" }, fromMarkdown(text))]);
  made.classList.add("wide");
}
