// Two handles at the ends of a stretch of text, by which a person drags them.

import { element } from "./dom.js";

// new Handles(view, { onmove(edge, position), labels: [start, end] }); an edge is "start" or "end".
export class Handles {
  constructor(view, { onmove, labels }) {
    this.view = view;
    this.onmove = onmove;
    this.edges = ["start", "end"].map((edge, index) => this.#handle(edge, labels[index]));
    this.place = null;
    new ResizeObserver(() => this.show(this.place)).observe(view.root);
  }

  // Stand at the ends of a stretch; null takes them away.
  show(place) {
    this.place = place;
    const rects = place ? this.view.rects(place.start, place.end).filter((rect) => rect.width > 0) : [];
    const frame = this.view.root.getBoundingClientRect();
    this.edges.forEach((handle, index) => {
      const rect = index === 0 ? rects[0] : rects.at(-1);
      if (!rect) return handle.remove();
      handle.style.left = `${(index === 0 ? rect.left : rect.right) - frame.left}px`;
      handle.style.top = `${rect.top - frame.top}px`;
      handle.style.height = `${rect.height}px`;
      if (handle.parentElement !== this.view.root) this.view.root.append(handle);
    });
  }

  #handle(edge, label) {
    const made = element("span", { class: `handle ${edge}`, title: label, "aria-hidden": "true" }); // keys do the same
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      made.setPointerCapture(event.pointerId);
      made.classList.add("dragged");
    });
    made.addEventListener("pointermove", (event) => {
      if (!made.hasPointerCapture(event.pointerId)) return;
      const position = this.#under(event, edge);
      if (position !== null && position !== this.place?.[edge]) this.onmove(edge, position);
    });
    made.addEventListener("pointerup", (event) => {
      made.releasePointerCapture(event.pointerId);
      made.classList.remove("dragged");
    });
    made.addEventListener("click", (event) => event.stopPropagation());
    return made;
  }

  // The edge between characters that is nearest to the pointer.
  #under({ clientX, clientY }) {
    this.edges.forEach((handle) => handle.classList.add("unhit"));
    const position = this.view.positionAt(clientX, clientY);
    this.edges.forEach((handle) => handle.classList.remove("unhit"));
    if (position === null) return null;
    const [rect] = position < this.view.length ? this.view.rects(position, position + 1) : [];
    return rect && clientX > rect.left + rect.width / 2 && clientY >= rect.top && clientY <= rect.bottom ? position + 1 : position;
  }
}
