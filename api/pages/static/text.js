// A document that is read, pointed at and selected in: spans are half-open ranges of code points.

import { Arcs } from "./arcs.js";
import { painterFor } from "./painting.js";
import { Pieces } from "./pieces.js";

const MARGIN = 0.25; // of the window's height, inside of which a span has to be to be left where it is
const SCREENS = 4; // windows above and below the one that is seen, in which spans are painted ahead
const STATES = ["low", "alarm", "rejected"];

// new TextView(root, "收入100万元", { blocks, headings, onpick, onselect })
//   onpick(spans, position)  a person points at the text: the spans there, the shortest first
//   onselect(span)           a person has selected something: { start, end }
// `root` scrolls, or one of its ancestors does.
export class TextView {
  constructor(root, text, { blocks = [], headings = [], onpick = () => {}, onselect = () => {} } = {}) {
    root.classList.add("text");
    this.root = root;
    this.pieces = new Pieces(root, text, blocks, headings);
    this.painter = painterFor(this.pieces);
    this.arcs = new Arcs(root);
    this.spans = [];
    this.layers = {};
    this.painted = null;
    this.ending = new AbortController();
    const onscroll = (event) => event.target.contains?.(root) && this.#paintNear();
    document.addEventListener("scroll", onscroll, { capture: true, passive: true, signal: this.ending.signal });
    new ResizeObserver(() => this.#paintNear()).observe(root);
    root.addEventListener("click", (event) => {
      const position = this.positionAt(event.clientX, event.clientY);
      if (position !== null && document.getSelection().isCollapsed) onpick(this.spansAt(position), position);
    });
    root.addEventListener("pointerup", () =>
      setTimeout(() => {
        // the selection changes after the event
        const span = this.selection();
        if (span) onselect(span);
      }),
    );
  }

  // Let go of the window, once the text is no longer shown.
  close() {
    this.ending.abort();
  }

  get length() {
    return this.pieces.length;
  }

  // Show spans: { id, start, end, hue: 1 … 8, low, alarm, rejected }; whatever was shown before is gone.
  paint(spans) {
    this.spans = [...spans].sort((one, other) => one.start - other.start || other.end - one.end);
    let reach = 0;
    this.reaches = this.spans.map((span) => (reach = Math.max(reach, span.end)));
    const layers = Object.fromEntries(STATES.map((state) => [state, []]));
    for (let hue = 1; hue <= 8; hue += 1) layers[`hue-${hue}`] = [];
    for (const span of this.spans) {
      const range = [span.start, span.end];
      if (span.hue && !span.rejected) layers[`hue-${span.hue}`].push(range);
      for (const state of STATES) if (span[state]) layers[state].push(range);
    }
    this.layers = layers;
    this.painted = null;
    this.#paintNear();
  }

  // Paint what is near the window. A browser goes through all ranges of a page whenever one of them changes, so a page
  // with thousands would take a tenth of a second for each key.
  #paintNear() {
    if (this.painter.isWhole) {
      if (this.painted === null) this.painter.paint(this.layers);
      this.painted = [0, this.length];
      return;
    }
    const seen = this.#seen(1);
    if (this.painted && this.painted[0] <= seen[0] && seen[1] <= this.painted[1]) return;
    const [first, last] = (this.painted = this.#seen(SCREENS));
    const near = ([start, end]) => end >= first && start <= last;
    this.painter.paint(
      Object.fromEntries(Object.entries(this.layers).map(([name, spans]) => [name, spans.filter(near)])),
    );
  }

  // The positions that stand in the window or as many windows above and below it.
  #seen(screens) {
    const frame = frameOf(scrollerOf(this.root));
    const { elements, starts, lengths } = this.pieces;
    const firstBelow = (y) => {
      let [low, high] = [0, elements.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (elements[middle].getBoundingClientRect().bottom < y) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const [first, last] = [
      firstBelow(frame.top - screens * frame.height),
      firstBelow(frame.bottom + screens * frame.height),
    ];
    return [first === 0 ? 0 : starts[first], last === elements.length - 1 ? this.length : starts[last] + lengths[last]];
  }

  // Tell some ranges apart from the rest: what a person is at, and what belongs to it.
  mark(current, related = []) {
    this.painter.paint({ current: current.map(bounds), related: related.map(bounds) });
  }

  // The spans at a position, the shortest first.
  spansAt(position) {
    const found = [];
    for (let index = this.#after(position) - 1; index >= 0 && this.reaches[index] > position; index -= 1) {
      if (this.spans[index].end > position) found.push(this.spans[index]);
    }
    return found.sort((one, other) => one.end - one.start - (other.end - other.start));
  }

  // How many spans begin at a position or before it.
  #after(position) {
    let low = 0;
    let high = this.spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.spans[middle].start <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The position under a point of the window, or null.
  positionAt(x, y) {
    const caret = document.caretPositionFromPoint?.(x, y);
    const range = caret ? null : document.caretRangeFromPoint?.(x, y);
    const node = caret?.offsetNode ?? range?.startContainer;
    if (!node || !this.root.contains(node)) return null;
    const offset = caret?.offset ?? range.startOffset;
    const position = this.pieces.position(node, offset);
    if (position === null || position === 0 || node.nodeType !== Node.TEXT_NODE) return position;
    // A caret stands between characters, after the one whose right half was pointed at.
    const [before] = this.rects(position - 1, position);
    return before && x < before.right && x >= before.left && y >= before.top && y < before.bottom
      ? position - 1
      : position;
  }

  // What is selected, as code points, or null.
  selection() {
    const selected = document.getSelection();
    if (selected.isCollapsed || selected.rangeCount === 0) return null;
    const range = selected.getRangeAt(0);
    if (!this.root.contains(range.startContainer) || !this.root.contains(range.endContainer)) return null;
    const start = this.pieces.position(range.startContainer, range.startOffset);
    const end = this.pieces.position(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : { start, end };
  }

  rects(start, end) {
    return [...this.pieces.liveRange(start, end).getClientRects()];
  }

  // The text that a person reads from start to end, tabs and line ends included.
  textOf(start, end) {
    return this.pieces.slice(start, end);
  }

  // Bring a span into the middle of the window unless it is well inside already.
  show(start, end) {
    const scroller = scrollerOf(this.root);
    const box = this.pieces.liveRange(start, Math.min(end, start + 200)).getBoundingClientRect();
    const frame = frameOf(scroller);
    const margin = frame.height * MARGIN;
    if (box.top >= frame.top + margin && box.bottom <= frame.bottom - margin) return;
    scroller.scrollTop += box.top - frame.top - frame.height / 3;
  }

  // Draw what belongs together: pairs of { from, to, label } whose ends are spans; none takes them away.
  link(pairs) {
    this.arcs.draw(pairs.map((pair) => ({ ...pair, from: this.#box(pair.from), to: this.#box(pair.to) })));
  }

  // Where a span is drawn, from the upper left corner of the text.
  #box(span) {
    const [first] = this.rects(span.start, span.end);
    const frame = this.root.getBoundingClientRect();
    const [left, top] = [frame.left - this.root.scrollLeft, frame.top - this.root.scrollTop];
    return first && { x: first.left + first.width / 2 - left, y: first.top - top, bottom: first.bottom - top };
  }
}

function bounds(span) {
  return [span.start, span.end];
}

function frameOf(scroller) {
  if (scroller !== document.scrollingElement) return scroller.getBoundingClientRect();
  return { top: 0, bottom: window.innerHeight, height: window.innerHeight };
}

function scrollerOf(root) {
  for (let each = root; each && each !== document.body; each = each.parentElement) {
    const flow = getComputedStyle(each).overflowY;
    if (flow === "auto" || flow === "scroll") return each;
  }
  return document.scrollingElement;
}
