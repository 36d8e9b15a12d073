// Keys of a page, told in one table that is also its help: `?` shows it.

import { element } from "./dom.js";
import { choices } from "./storage.js";
import { say } from "./texts.js";

const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const PRESSED = "button, a, summary, [role=button], [role=treeitem]"; // what Enter and the space key press by themselves

// new KeyMap([{ keys: ["j"], text: "next row", run() }]).listen(); a row without `run` is told of and done elsewhere.
// With `store`, rows that have a `name` may be given other keys by a person, which are kept under that name.
// Nothing happens while a person types, composes Chinese, or holds Ctrl, Alt or Meta, and behind an open dialog.
export class KeyMap {
  constructor(rows, { store = null, onchange = () => {} } = {}) {
    this.given = [...rows, { keys: ["?"], text: say("keys_help"), run: () => this.help() }];
    this.store = store;
    this.onchange = onchange;
    this.dialog = null;
    this.#arrange();
  }

  // The first key of a row by its name, as it is shown beside what it does.
  keyOf(name) {
    return shownKey(this.rows.find((row) => row.name === name).keys[0]);
  }

  #chosen() {
    return JSON.parse((this.store && choices.get(this.store)) ?? "{}");
  }

  #arrange() {
    const chosen = this.#chosen();
    this.rows = this.given.map((row) => (chosen[row.name] ? { ...row, keys: [chosen[row.name]] } : row));
    this.runs = new Map(this.rows.flatMap(({ keys, run }) => (run ? keys.map((key) => [key, run]) : [])));
  }

  // Give a row another key; a key that another row has is refused. Null gives all their own keys back.
  remap(row, key) {
    const other = key && this.rows.find((each) => each.keys.includes(key) && each !== row);
    if (other) return other;
    const chosen = key ? { ...this.#chosen(), [row.name]: key } : {};
    choices.set(this.store, Object.keys(chosen).length ? JSON.stringify(chosen) : null);
    this.#arrange();
    this.onchange();
    return null;
  }

  listen(target = document, signal = undefined) {
    target.addEventListener("keydown", (event) => this.#press(event), { signal });
  }

  help() {
    const list = element("dl", { class: "keys" });
    const told = element("p", { class: "dim", role: "status" });
    const draw = () => list.replaceChildren(...this.rows.map((row) => element("div", {},
      element("dt", {}, row.keys.map((key) => element("kbd", {}, shownKey(key)))), element("dd", {}, row.text),
      this.store && row.name && element("dd", { class: "remap" }, this.#changer(row, told, draw)))));
    draw();
    const reset = () => {
      this.remap(null, null);
      told.textContent = say("keys_as_given");
      draw();
    };
    const own = this.store && element("p", { class: "actions" }, element("button", { type: "button", onclick: reset }, say("keys_reset")));
    this.dialog = dialog(say("keys"), [list, this.store && told, own]);
  }

  // A button that takes the next key that is pressed.
  #changer(row, told, draw) {
    const made = element("button", { type: "button", class: "quiet", "aria-label": say("key_change_of", { text: row.text }) }, say("key_change"));
    made.addEventListener("click", () => {
      told.textContent = say("key_press", { text: row.text });
      made.addEventListener("keydown", (event) => {
        if (event.isComposing || ["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
        event.preventDefault();
        event.stopPropagation();
        const other = event.key === "Escape" ? null : this.remap(this.rows.find((each) => each.name === row.name), event.key);
        told.textContent = other ? say("key_taken", { text: other.text }) : "";
        draw();
      }, { once: true });
    });
    return made;
  }

  #press(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.defaultPrevented || event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if ((event.key === "Enter" || event.key === " ") && event.target.closest?.(PRESSED)) return;
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
