// Arcs over a text from one span to others, for the item that a person is at and for no other.

import { drawn } from "./dom.js";

const RISE = 18; // pixels above the higher end
const FAR = 170; // pixels down the page; what is farther apart is underlined and no more

export class Arcs {
  constructor(root) {
    this.root = root;
    this.canvas = drawn("svg", { class: "arcs", "aria-hidden": "true" });
    this.root.append(this.canvas);
  }

  // Each pair is { from: { x, y, bottom }, to: { x, y, bottom }, label } in pixels of the text.
  draw(pairs) {
    const lines = pairs.filter(({ from, to }) => from && to && Math.abs(from.y - to.y) < FAR).map(arc);
    this.canvas.replaceChildren(...lines);
    this.canvas.style.height = lines.length ? `${this.root.scrollHeight}px` : "0";
    if (this.canvas.parentElement !== this.root) this.root.append(this.canvas);
  }
}

function arc({ from, to, label }) {
  const isSameLine = Math.abs(from.y - to.y) < 4;
  const top = Math.min(from.y, to.y) - RISE;
  const path = isSameLine
    ? `M${from.x},${from.y} C${from.x},${top} ${to.x},${top} ${to.x},${to.y}`
    : `M${from.x},${from.y} C${from.x},${from.y - RISE * 2} ${to.x},${to.y - RISE * 2} ${to.x},${to.y}`;
  const head = `M${to.x - 4},${to.y - 7} L${to.x},${to.y} L${to.x + 4},${to.y - 7}`;
  const words = label && drawn("text", { x: (from.x + to.x) / 2, y: isSameLine ? top + 6 : (from.y + to.y) / 2 - RISE, "text-anchor": "middle" }, label);
  return drawn("g", {}, drawn("path", { d: path }), drawn("path", { d: head }), words);
}
