// The text of a document under review with the row at hand in it: highlighted, linked, its ends to be dragged.

import { byId, element } from "./dom.js";
import { Handles } from "./handles.js";
import { oneLine } from "./record.js";
import { TextView } from "./text.js";
import { count, say } from "./texts.js";
import { arcsOf } from "./underreview.js";

const LONG = 400; // characters from which a stretch is bounded by its handles and not filled with colour

export class DocumentPane {
  constructor(editor, { onpick = () => {}, onselect = () => {} } = {}) {
    this.editor = editor;
    this.on = { onpick, onselect };
    this.doc = null;
    this.view = null;
  }

  open(doc) {
    if (this.doc === doc) return;
    this.doc = doc;
    const root = element("div", { lang: "zh-CN" });
    byId("text-room").replaceChildren(root);
    byId("text-room").scrollTop = 0;
    this.view = new TextView(root, doc.text, {
      blocks: doc.blocks, headings: doc.sections.map((section) => [section.heading_start, section.level]), ...this.on,
    });
    this.handles = new Handles(this.view, { labels: [say("edge_start"), say("edge_end")], onmove: (edge, position) => this.#drag(edge, position) });
    this.painted = null;
    const { document } = doc;
    byId("document-name").textContent = oneLine(document.title ?? document.name);
    const about = [document.title && document.name, document.organisation, document.fiscal_year, say("characters_all", { count: count(document.text_length) })];
    byId("document-about").textContent = about.filter(Boolean).join(" · ");
  }

  // Paint what the document's rows are now, and tell the item at hand apart, with the row as it would be.
  draw(item, { kind = item.kind, isNew = false } = {}) {
    if (this.painted !== this.doc.look) this.view.paint(this.doc.spans());
    this.painted = this.doc.look;
    const { row, stretch, stretches } = this.editor;
    const own = row ? stretches.map(({ place }) => place).filter((place) => place.end - place.start < LONG) : [item];
    this.view.mark(own, row && !isNew ? this.doc.rows.placesOf(item.row.id).related : []);
    this.handles.show(this.editor.isFixed ? null : stretch?.place ?? null);
    this.view.link(row ? arcsOf(kind, row, this.doc) : []);
  }

  #drag(edge, position) {
    const { field, place } = this.editor.stretch;
    this.editor.place(field, { start: place.start, end: place.end, [edge]: position }, this.view);
  }
}
