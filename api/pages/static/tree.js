// A tree of headings: role tree, one stop for the Tab key, arrows to move, open and close.

import { element } from "./dom.js";

// new Tree(root, { label, onpick(id) }); show([{ id, parent, text, note }]) with parents before their children.
export class Tree {
  constructor(root, { label, onpick }) {
    this.root = root;
    this.onpick = onpick;
    this.items = new Map();
    root.classList.add("tree");
    root.setAttribute("role", "tree");
    root.setAttribute("aria-label", label);
    root.addEventListener("click", (event) => {
      const item = event.target.closest("[role=treeitem]");
      if (!item) return;
      if (event.target.closest(".tree-sign")) this.#toggle(item);
      else this.#pick(item);
    });
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  show(nodes) {
    this.items = new Map();
    this.root.replaceChildren();
    for (const node of nodes) {
      const parent = this.items.get(node.parent);
      this.#groupOf(parent).append(this.#item(node, parent));
    }
    const first = this.root.querySelector("[role=treeitem]");
    if (first) first.tabIndex = 0;
  }

  // Mark the heading that a person is under, and open what is above it.
  select(id) {
    const item = this.items.get(id);
    this.root.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    for (let each = parentOf(item); each; each = parentOf(each)) each.setAttribute("aria-expanded", "true");
    this.#reach(item, false);
    item.firstElementChild.scrollIntoView({ block: "nearest" });
  }

  #item({ id, text, note }, parent) {
    const level = parent ? Number(parent.getAttribute("aria-level")) + 1 : 1;
    const line = element(
      "span",
      { class: "tree-line" },
      element("span", { class: "tree-sign", "aria-hidden": "true" }),
      element("span", { class: "tree-text" }, text),
      note && element("span", { class: "tree-note" }, note),
    );
    line.style.setProperty("--level", level);
    const attributes = { role: "treeitem", tabindex: "-1", "aria-level": level, "aria-selected": "false", title: text };
    const item = element("li", attributes, line);
    item.dataset.id = id;
    this.items.set(id, item);
    return item;
  }

  #groupOf(parent) {
    if (!parent) return this.root;
    const group = parent.querySelector(":scope > [role=group]");
    if (group) return group;
    parent.setAttribute("aria-expanded", "true");
    return parent.appendChild(element("ul", { role: "group" }));
  }

  #pick(item) {
    this.select(item.dataset.id);
    this.#reach(item, true);
    this.onpick(item.dataset.id);
  }

  #toggle(item) {
    if (item.hasAttribute("aria-expanded")) {
      item.setAttribute("aria-expanded", String(item.getAttribute("aria-expanded") !== "true"));
    }
  }

  #reach(item, hasFocus) {
    this.root.querySelector("[tabindex='0']")?.setAttribute("tabindex", "-1");
    item.tabIndex = 0;
    if (hasFocus) item.focus({ preventScroll: true });
  }

  #key(event) {
    const item = event.target.closest("[role=treeitem]");
    if (!item || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const seen = [...this.root.querySelectorAll("[role=treeitem]")].filter((each) => each.offsetParent !== null);
    const place = seen.indexOf(item);
    const isOpen = item.getAttribute("aria-expanded") === "true";
    const moves = {
      ArrowDown: () => seen[place + 1],
      ArrowUp: () => seen[place - 1],
      Home: () => seen[0],
      End: () => seen.at(-1),
      ArrowLeft: () => (isOpen ? this.#toggle(item) : parentOf(item)),
      ArrowRight: () => (isOpen ? seen[place + 1] : this.#toggle(item)),
      Enter: () => this.#pick(item),
      " ": () => this.#pick(item),
    };
    if (!moves[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    const next = moves[event.key]();
    if (next) this.#reach(next, true);
    if (next) next.firstElementChild.scrollIntoView({ block: "nearest" });
  }
}

function parentOf(item) {
  return item.parentElement.closest("[role=treeitem]");
}
