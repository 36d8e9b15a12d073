// Spans painted over pieces. Names are those of `::highlight(…)` in text.css: hue-1 … hue-8, low, rejected, alarm,
// related, current. One Highlight a name, never one a span; a browser without them gets <mark> elements instead.

import { toUnits } from "./codepoints.js";
import { choices } from "./storage.js";

export const NAMES = [..."12345678"]
  .map((hue) => `hue-${hue}`)
  .concat("low", "alarm", "rejected", "related", "current");
const PREFIX = "mx-";

export function canHighlight() {
  return typeof Highlight === "function" && typeof StaticRange === "function" && "highlights" in CSS;
}

// The painter that this browser can use, or the one that a person prefers.
export function painterFor(pieces) {
  return canHighlight() && choices.get("renderer") !== "mark" ? new HighlightPainter(pieces) : new MarkPainter(pieces);
}

// Each layer is a list of [start, end]; a later name of NAMES is painted over an earlier one.
class HighlightPainter {
  constructor(pieces) {
    this.pieces = pieces;
    NAMES.forEach((name) => CSS.highlights.delete(PREFIX + name));
  }

  paint(layers) {
    for (const [name, spans] of Object.entries(layers)) {
      const highlight = new Highlight();
      highlight.priority = NAMES.indexOf(name);
      for (const [start, end] of spans) highlight.add(this.pieces.range(start, end));
      CSS.highlights.set(PREFIX + name, highlight);
    }
  }
}

class MarkPainter {
  isWhole = true; // an element costs nothing while it stays as it is

  constructor(pieces) {
    this.pieces = pieces;
    this.layers = {};
    this.marked = new Set();
  }

  paint(layers) {
    const touched = new Set();
    for (const [name, spans] of Object.entries(layers)) {
      for (const span of [...(this.layers[name] ?? []), ...spans]) this.#touch(span, touched);
      this.layers[name] = spans;
    }
    const stretches = this.#stretches(touched);
    for (const index of touched) this.#redraw(index, stretches.get(index) ?? []);
  }

  #touch([start, end], touched) {
    for (let index = this.pieces.indexOf(start); index < this.pieces.starts.length; index += 1) {
      if (this.pieces.starts[index] >= end) break;
      touched.add(index);
    }
  }

  // The parts of all spans in each touched piece.
  #stretches(touched) {
    const found = new Map();
    for (const name of NAMES) {
      for (const [start, end] of this.layers[name] ?? []) {
        for (let index = this.pieces.indexOf(start); index < this.pieces.starts.length; index += 1) {
          const first = this.pieces.starts[index];
          if (first >= end) break;
          if (!touched.has(index)) continue;
          if (!found.has(index)) found.set(index, []);
          const last = Math.min(end - first, this.pieces.lengths[index]);
          if (last > Math.max(0, start - first)) found.get(index).push([Math.max(0, start - first), last, name]);
        }
      }
    }
    return found;
  }

  #redraw(index, stretches) {
    const text = this.pieces.texts[index];
    const edges = new Set([0, this.pieces.lengths[index], ...stretches.flatMap(([start, end]) => [start, end])]);
    const ordered = [...edges].sort((one, other) => one - other);
    const parts = [];
    ordered.slice(1).forEach((end, place) => {
      const start = ordered[place];
      const names = stretches.filter((each) => each[0] <= start && each[1] >= end).map((each) => PREFIX + each[2]);
      const part = text.slice(toUnits(text, start), toUnits(text, end));
      parts.push(names.length ? marked(part, names) : part);
    });
    this.pieces.elements[index].replaceChildren(...(parts.length ? parts : [document.createTextNode("")]));
  }
}

function marked(text, names) {
  const made = document.createElement("mark");
  made.className = [...new Set(names)].join(" ");
  made.append(text);
  return made;
}
