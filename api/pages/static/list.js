// A list of which one row is current, for thousands of rows: role listbox, moved through with the arrow keys.

import { element } from "./dom.js";
import { Windowed } from "./windowed.js";

let made = 0;

// new List(root, { label, height, row(item) → node, onpick(item, index) })
export class List {
  constructor(root, { label, height = 44, row, onpick = () => {} }) {
    this.root = root;
    this.row = row;
    this.onpick = onpick;
    this.items = [];
    this.index = -1;
    this.name = `list-${(made += 1)}`;
    this.height = height;
    this.room = element("div", { class: "list-room", role: "presentation" });
    root.classList.add("list");
    for (const [key, value] of Object.entries({ role: "listbox", tabindex: "0", "aria-label": label })) {
      root.setAttribute(key, value);
    }
    root.replaceChildren(this.room);
    this.window = new Windowed(root, { height, draw: (first, last) => this.#draw(first, last) });
    root.addEventListener("keydown", (event) => this.#move(event));
    this.room.addEventListener("click", (event) => {
      const option = event.target.closest("[data-index]");
      if (option) this.pick(Number(option.dataset.index));
    });
  }

  show(items, index = -1) {
    this.items = items;
    this.index = index;
    this.room.style.height = `${items.length * this.height}px`;
    this.window.reset(items.length);
    if (index >= 0) this.window.show(index);
  }

  // Make a row the current one and tell so.
  pick(index) {
    if (index < 0 || index >= this.items.length) return;
    this.select(index);
    this.onpick(this.items[index], index);
  }

  select(index) {
    this.index = index;
    this.window.show(index);
    this.window.refresh(true);
  }

  #draw(first, last) {
    const options = [];
    for (let index = first; index < last; index += 1) options.push(this.#option(index));
    this.room.replaceChildren(...options);
    const isDrawn = this.index >= first && this.index < last;
    if (isDrawn) this.root.setAttribute("aria-activedescendant", `${this.name}-${this.index}`);
    else this.root.removeAttribute("aria-activedescendant");
  }

  #option(index) {
    const option = element(
      "div",
      {
        role: "option",
        id: `${this.name}-${index}`,
        "data-index": index,
        class: "list-row",
        "aria-selected": String(index === this.index),
        "aria-setsize": this.items.length,
        "aria-posinset": index + 1,
      },
      this.row(this.items[index], index),
    );
    option.style.top = `${index * this.height}px`;
    option.style.height = `${this.height}px`;
    return option;
  }

  #move(event) {
    const page = Math.max(1, Math.floor(this.root.clientHeight / this.height) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.pick(Math.min(this.items.length - 1, Math.max(0, this.index + steps[event.key])));
  }
}
