// Picking from a list that narrows while a person types: rows to link to, or anything else that has words.

import { element } from "./dom.js";
import { dialog } from "./keys.js";
import { List } from "./list.js";
import { say } from "./texts.js";

// Resolves with what was picked, an array where `isSeveral`, or with undefined where a person has left.
// pick({ title, options: [{ id, words, node() }], chosen: [id], isSeveral, isOptional })
export function pick({ title, options, chosen = [], isSeveral = false, isOptional = false }) {
  return new Promise((resolve) => {
    const picked = new Set(chosen);
    const field = element("input", { type: "search", "aria-label": say("filter"), placeholder: say("filter"), autocomplete: "off", spellcheck: "false" });
    const frame = element("div", { class: "picks", id: "picks" });
    const close = (value) => {
      resolve(value); // before the dialog tells that it is closed: the next key may come sooner
      box.close();
    };
    const list = new List(frame, { label: title, height: 40, row: (option) => [
      isSeveral && element("span", { class: "pick-sign" }, picked.has(option.id) ? "☑ " : "☐ "), option.node()], onpick: () => {} });
    const narrow = () => {
      const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const shown = options.filter((option) => words.every((each) => option.words.toLowerCase().includes(each)));
      const first = shown.findIndex((option) => picked.has(option.id));
      list.show(shown, shown.length ? Math.max(0, first) : -1);
      tell();
    };
    const choose = (option) => {
      if (!option) return;
      if (!isSeveral) return close(option.id);
      if (!picked.delete(option.id)) picked.add(option.id);
      list.select(list.index);
    };
    frame.addEventListener("click", (event) => event.target.closest("[data-index]") && choose(list.items[list.index]));
    const tell = () => field.setAttribute("aria-activedescendant", list.index >= 0 ? `${list.name}-${list.index}` : "");
    Object.entries({ role: "combobox", "aria-expanded": "true", "aria-controls": "picks" }).forEach(([key, value]) => field.setAttribute(key, value));
    const keys = (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Enter") {
        event.preventDefault();
        if (isSeveral && event.shiftKey) close([...picked]);
        else choose(list.items[list.index]);
      } else if (event.target === field && ["ArrowDown", "ArrowUp"].includes(event.key) && list.items.length) {
        event.preventDefault();
        list.select(Math.min(list.items.length - 1, Math.max(0, list.index + (event.key === "ArrowDown" ? 1 : -1))));
        tell();
      }
    };
    field.addEventListener("input", narrow);
    const none = isOptional && element("button", { type: "button", onclick: () => close(isSeveral ? [] : null) }, say("pick_none"));
    const done = isSeveral && element("button", { type: "button", class: "primary", onclick: () => close([...picked]) }, say("pick_done"));
    const hint = element("p", { class: "dim" }, say(isSeveral ? "pick_several_hint" : "pick_hint"));
    const box = dialog(title, [element("div", { class: "picker" }, field, frame, hint, element("p", { class: "actions" }, none, done))], { onclose: () => resolve(undefined) });
    box.addEventListener("keydown", keys);
    narrow();
    field.focus();
  });
}
