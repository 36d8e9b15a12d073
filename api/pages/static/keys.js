// Keys of a page, told in one table that is also its help: `?` shows it.

import { element } from "./dom.js";
import { say } from "./texts.js";

const TYPING = "input, textarea, select, [contenteditable]";

// new KeyMap([{ keys: ["j"], text: "next row", run() }]).listen(); a row without `run` is told of and done elsewhere.
// Nothing happens while a person types, composes Chinese, or holds Ctrl, Alt or Meta, and behind an open dialog.
export class KeyMap {
  constructor(rows) {
    this.rows = [...rows, { keys: ["?"], text: say("keys_help"), run: () => this.help() }];
    this.runs = new Map(this.rows.flatMap(({ keys, run }) => (run ? keys.map((key) => [key, run]) : [])));
    this.dialog = null;
  }

  listen(target = document, signal = undefined) {
    target.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  help() {
    const lines = this.rows.map(({ keys, text }) =>
      element(
        "div",
        {},
        element(
          "dt",
          {},
          keys.map((key) => element("kbd", {}, shownKey(key))),
        ),
        element("dd", {}, text),
      ),
    );
    this.dialog = dialog(say("keys"), [element("dl", { class: "keys" }, lines)]);
  }

  #press(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.defaultPrevented || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    const run = this.runs.get(event.key);
    if (!run) return;
    event.preventDefault();
    run(event);
  }
}

// A dialog that is there until it is closed; what it resolves to is the value that it was closed with.
export function dialog(title, content, { onclose = () => {} } = {}) {
  const close = element(
    "button",
    { type: "button", class: "quiet", "aria-label": say("close"), onclick: () => made.close() },
    "✕",
  );
  const made = element(
    "dialog",
    { "aria-label": title },
    element("header", {}, element("h2", {}, title), close),
    content,
  );
  made.addEventListener("close", () => {
    made.remove();
    onclose();
  });
  made.addEventListener("click", (event) => event.target === made && made.close());
  document.body.append(made);
  made.showModal();
  return made;
}

function shownKey(key) {
  const arrows = { ArrowDown: "↓", ArrowUp: "↑", ArrowLeft: "←", ArrowRight: "→" };
  const signs = { ...arrows, " ": say("space_key"), Escape: "Esc" };
  return signs[key] ?? key;
}
