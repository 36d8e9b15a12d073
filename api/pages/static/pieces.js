// A document as pieces, each one text node: its lines, and the cells of its tables. Positions are code points.

import { element } from "./dom.js";
import { isAstral, pointsIn, toPoints, toUnits } from "./codepoints.js";

// Draws a text into `root` and keeps where each piece begins: new Pieces(root, text, blocks, headings).
// A block of kind "cell" is a cell of a real table; everything else is a line. `headings` are { start, end, level }.
export class Pieces {
  constructor(root, text, blocks = [], headings = []) {
    this.whole = text;
    this.isAstral = isAstral(text);
    this.starts = [];
    this.lengths = [];
    this.astral = [];
    this.elements = [];
    this.texts = [];
    this.length = 0;
    this.level = 2;
    const levels = new Map(headings.map((heading) => [heading.start, heading]));
    const cells = cellsByStart(blocks);
    const drawn = document.createDocumentFragment();
    const table = { id: null, body: null, row: null, element: null };
    for (const line of text.split("\n")) {
      this.#draw(drawn, line, cells, levels, table);
      this.length += pointsIn(line) + 1;
    }
    this.length -= 1;
    root.replaceChildren(drawn);
  }

  #draw(drawn, line, cells, levels, table) {
    const first = cells.get(this.length);
    if (first === undefined) {
      table.id = null;
      drawn.append(this.#piece("p", line, this.length, levels.get(this.length)));
      return;
    }
    if (table.id !== first.table) {
      table.id = first.table;
      table.row = null;
      table.body = element("tbody");
      drawn.append(element("div", { class: "text-table", tabindex: "-1" }, element("table", {}, table.body)));
    }
    this.#cells(line, cells, table);
  }

  // A line of a table: cells stand apart by tabs; an empty cell has no block of its own in some formats.
  #cells(line, cells, table) {
    let start = this.length;
    for (const part of line.split("\t")) {
      const block = cells.get(start);
      if (block && block.row !== table.row) {
        table.row = block.row;
        table.element = table.body.appendChild(element("tr"));
      }
      const made = this.#piece("td", part, start);
      if (block?.column_span > 1) made.colSpan = block.column_span;
      if (block?.row_span > 1) made.rowSpan = block.row_span;
      table.element ??= table.body.appendChild(element("tr"));
      table.element.append(made);
      start += pointsIn(part) + 1;
    }
  }

  #piece(name, text, start, heading) {
    const made = element(name, { "data-piece": this.starts.length });
    made.append(text === "" ? document.createTextNode("") : text);
    if (heading && heading.end - start >= pointsIn(text.trimEnd()) - 1) {
      // not one that a paragraph goes on from
      made.setAttribute("role", "heading");
      this.level = Math.min(6, heading.level + 2, this.level + 1); // below the page's own, and none is passed over
      made.setAttribute("aria-level", this.level);
    }
    this.starts.push(start);
    this.lengths.push(pointsIn(text));
    this.astral.push(isAstral(text));
    this.elements.push(made);
    this.texts.push(text);
    return made;
  }

  // The piece that holds a position, or the last one before it.
  indexOf(position) {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  // Where a position is in the page: { node, offset } for a range; what stands between pieces is the end of the first.
  place(position) {
    const index = this.indexOf(position);
    const points = Math.min(Math.max(0, position - this.starts[index]), this.lengths[index]);
    let units = this.astral[index] ? toUnits(this.texts[index], points) : points;
    const walker = document.createTreeWalker(this.elements[index], NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    for (let next = node; next !== null && units > node.length; node = next) {
      // marks cut a piece into several nodes
      next = walker.nextNode();
      if (next === null) break;
      units -= node.length;
    }
    return { node, offset: Math.min(units, node.length) };
  }

  slice(start, end) {
    if (!this.isAstral) return this.whole.slice(start, end);
    const index = this.indexOf(start);
    let units = 0;
    for (let each = 0; each < index; each += 1) units += this.texts[each].length + 1;
    const rest = this.whole.slice(units, units + (end - this.starts[index]) * 2);
    return rest.slice(toUnits(rest, start - this.starts[index]), toUnits(rest, end - this.starts[index]));
  }

  range(start, end) {
    const from = this.place(start);
    const to = this.place(end);
    const bounds = { startContainer: from.node, startOffset: from.offset, endContainer: to.node, endOffset: to.offset };
    return new StaticRange(bounds);
  }

  // A range that measures; thousands of these would be slow, one at a time is not.
  liveRange(start, end) {
    const made = document.createRange();
    const from = this.place(start);
    const to = this.place(end);
    made.setStart(from.node, from.offset);
    made.setEnd(to.node, to.offset);
    return made;
  }

  // The position of a place in the page; null outside of the text.
  position(node, offset) {
    const owner = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-piece]");
    if (owner && node.nodeType === Node.TEXT_NODE) {
      const index = Number(owner.dataset.piece);
      let units = offset;
      const walker = document.createTreeWalker(owner, NodeFilter.SHOW_TEXT);
      for (let each = walker.nextNode(); each !== node; each = walker.nextNode()) units += each.length;
      return this.starts[index] + (this.astral[index] ? toPoints(this.texts[index], units) : units);
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    const child = node.childNodes[offset];
    if (owner)
      return this.starts[Number(owner.dataset.piece)] + (child ? 0 : this.lengths[Number(owner.dataset.piece)]);
    const following = child?.nodeType === Node.ELEMENT_NODE ? pieceIn(child, false) : null;
    if (following) return this.starts[Number(following.dataset.piece)];
    const last = pieceIn(node, true);
    return last ? this.starts[Number(last.dataset.piece)] + this.lengths[Number(last.dataset.piece)] : null;
  }
}

function pieceIn(owner, isLast) {
  if (owner.matches("[data-piece]")) return owner;
  const found = owner.querySelectorAll("[data-piece]");
  return found[isLast ? found.length - 1 : 0] ?? null;
}

function cellsByStart(blocks) {
  const cells = blocks.filter((block) => block.kind === "cell");
  return new Map(cells.map((block) => [block.start, block]));
}
