// The review: a document with its rows, the item at hand beside it, and everything by keys.

import { Refused } from "./asking.js";
import { actionsOf, alikeOf, checksOf, conflictOf, doubtsOf, headOf, historyOf, leaseOf, linkedOf, selectionOf } from "./card.js";
import { desk } from "./desk.js";
import { DocumentPane } from "./documentpane.js";
import { byId, element } from "./dom.js";
import { writeComment, nameReviewer, showGuidelines } from "./dialogs.js";
import { KeyMap } from "./keys.js";
import { ItemList } from "./itemlist.js";
import { notice, toast } from "./notices.js";
import { figuresOf, RowEditor } from "./roweditor.js";
import { GAP, KINDS, actionFor, fieldsOf, kindName, newRow } from "./rowfields.js";
import { loadSchema } from "./schema.js";
import { openShell } from "./shell.js";
import { Sitting } from "./sitting.js";
import { session } from "./storage.js";
import { say } from "./texts.js";
import { Tree } from "./tree.js";
import { isOpen, told } from "./underreview.js";
import { outlineOf } from "./record.js";

const DRAFT = "review.draft";

class Review {
  constructor() {
    this.sitting = new Sitting({
      show: () => this.show(), change: () => this.#later(), end: () => this.#state("empty"), trouble: (error) => toast(error.message, { isAlarm: true }),
    });
    this.editor = new RowEditor(element("div", { class: "editor" }), { onchange: () => this.#edited() });
    byId("above").after(this.editor.root);
    this.tree = new Tree(byId("tree"), { label: say("sections"), onpick: (id) => this.#goToSection(id) });
    this.list = new ItemList(byId("items"), byId("filter"), (item) => this.#pick(item));
    this.keys = new KeyMap(this.#keys(), { store: "review.keys", onchange: () => this.draw() });
    this.pane = new DocumentPane(this.editor, { onpick: (spans) => this.#pointed(spans), onselect: (span) => this.#selected(span) });
    this.adding = null; // a new row: { kind, start, end, text, figures }
    this.selection = null;
  }

  get view() {
    return this.pane.view;
  }

  async start() {
    this.keys.listen();
    document.addEventListener("keydown", (event) => this.#digit(event));
    this.#state("loading");
    try {
      // What does not depend on each other is asked for at once: the first item waits for nothing else.
      const wanted = new URLSearchParams(location.hash.slice(1)).get("item");
      const first = desk.isKnown && !wanted && !this.sitting.outbox.isFull ? this.sitting.ask() : null;
      first?.catch(() => {}); // told where it is awaited
      const [progress, guidelines] = await Promise.all([desk.progress(), desk.guidelines(), loadSchema()]);
      if (progress.reviewer === "default" && !(await nameReviewer())) return this.#state("unnamed");
      this.sitting.outbox.owner = progress.reviewer === "default" ? desk.name : progress.reviewer;
      this.progress = progress;
      this.#reviewer();
      this.sitting.guideline = guidelines.version;
      byId("guidelines").addEventListener("click", () => showGuidelines(guidelines));
      this.guidelines = guidelines;
      await this.sitting.outbox.flush();
      await first;
      if (wanted) await this.sitting.open(wanted);
      else await this.sitting.next({ resume: true });
    } catch (error) {
      this.#failed(error);
    }
  }

  #reviewer() {
    byId("reviewer").textContent = this.sitting.outbox.owner;
    byId("reviewer").addEventListener("click", async () => (await nameReviewer()) && location.reload());
  }

  #failed(error) {
    if (!(error instanceof Refused)) throw error;
    this.#state("error", error);
  }

  // What stands in place of everything: nothing to do, not yet there, not to be had.
  #state(kind, error = null) {
    const retry = element("button", { type: "button", class: "primary", onclick: () => location.reload() }, say("retry"));
    const far = element("a", { class: "button", href: "/review/progress" }, say("progress"));
    const made = {
      loading: () => notice("loading", say("loading")), empty: () => notice("empty", say("nothing_left"), say("nothing_left_detail"), far, retry),
      unnamed: () => notice("empty", say("unnamed"), say("unnamed_detail"), retry), error: () => notice("error", error.title, error.message, retry),
    }[kind]();
    byId("state").replaceChildren(made);
    byId("state").hidden = false;
    byId("review").hidden = true;
  }

  // Draw the item at hand into everything that shows it.
  show() {
    const { doc, item } = this.sitting;
    byId("state").hidden = true;
    byId("review").hidden = false;
    if (this.pane.doc !== doc) this.tree.show(outlineOf(doc.sections));
    this.pane.open(doc);
    this.adding = null;
    this.selection = null;
    document.getSelection().removeAllRanges();
    history.replaceState(null, "", `#item=${item.id}`);
    this.editor.show(item.kind, item.row, doc, { changes: this.#kept(item), isFixed: false });
    this.view.show(item.start, item.end);
    this.tree.select(doc.section(item.start));
    this.list.show(doc, item);
    this.draw();
    byId("spoken").textContent = told(item, doc);
  }

  // Draw before the next frame, however often something has changed until then.
  #later() {
    this.#unsaved();
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  // Draw what may have changed of the item at hand: its state, what is unsaved, who has it.
  draw() {
    this.#unsaved();
    const { sitting, editor } = this;
    const { doc, item } = sitting;
    if (!item || this.pane.doc !== doc) return;
    this.pane.draw(item, { kind: this.adding?.kind, isNew: Boolean(this.adding) });
    const isFixed = Boolean(sitting.owner);
    const keys = (name) => this.keys.keyOf(name);
    const fields = this.adding || item.row ? fieldsOf(this.adding?.kind ?? item.kind).filter((field) => field.isQuoting) : [];
    const on = this.#buttons();
    const hasFocus = byId("hand").contains(document.activeElement) && document.activeElement.className;
    // The fields stay where they are: whoever types in one must not lose it because something else has changed.
    byId("above").replaceChildren(...[
      headOf(item, doc, { place: doc.indexOf(item.id), isAdding: Boolean(this.adding) }),
      !this.adding && doubtsOf(item, sitting.signals),
      leaseOf(sitting, on), conflictOf(sitting.conflict, doc, on),
      selectionOf(this.selection, fields, on, keys),
      this.adding && this.#kinds(),
      item.kind === GAP && !this.adding && element("p", { class: "gap-question" }, say("gap_question")),
    ].filter(Boolean));
    byId("below").replaceChildren(...[
      editor.stretch && element("p", { class: "dim edges" }, say("edges", { field: editor.stretch.field.caption }),
        ["start_left", "start_right", "end_left", "end_right"].map((name) => [" ", element("kbd", {}, keys(name))])),
      !this.adding && alikeOf(sitting, on, keys("alone")),
      !this.adding && checksOf(doc.checksOf(item), on), !this.adding && linkedOf(item, doc, on), historyOf(sitting.history),
    ].filter(Boolean));
    byId("hand-actions").replaceChildren(actionsOf({ item, isChanged: editor.isChanged, isAdding: Boolean(this.adding), isFixed }, on, keys));
    if (hasFocus && document.activeElement === document.body) byId("hand").querySelector(".submit")?.focus({ preventScroll: true });
  }

  #unsaved() {
    const { outbox } = this.sitting;
    byId("unsaved").textContent = outbox.size ? say("unsaved", { count: outbox.size }) : say("all_saved");
    byId("unsaved").classList.toggle("alarm", outbox.size > 0);
  }

  #kinds() {
    return element("p", { class: "kinds", role: "group", "aria-label": say("which_kind") }, KINDS.map((kind, index) =>
      element("button", { type: "button", "aria-pressed": String(kind === this.adding.kind), onclick: () => this.#kind(kind) }, kindName(kind),
        element("kbd", { "aria-hidden": "true" }, `⇧${index + 1}`))));
  }

  // The text was pointed at: the item there that is not at hand already.
  #pointed(spans) {
    this.selection = null;
    const items = spans.map((span) => this.sitting.doc.get(span.id)).filter(Boolean);
    if (items.length && !this.adding) this.#pick(items.find((item) => item.id !== this.sitting.item.id) ?? items[0]);
  }

  #pick(item) {
    this.sitting.pick(item);
  }

  #selected(span) {
    this.selection = { ...span, text: this.view.textOf(span.start, span.end) };
    this.draw();
  }

  #goToSection(id) {
    const section = this.sitting.doc.rows.sections.get(id);
    this.view.show(section.heading_start, section.heading_end);
  }

  #edited() {
    const { item } = this.sitting;
    if (!this.adding) session.set(DRAFT, this.editor.isChanged ? JSON.stringify({ item: item.id, version: item.version, changes: this.editor.changes }) : null);
    this.draw();
  }

  // What was changed of an item and not decided before the page was left, or what was refused.
  #kept(item) {
    const refused = this.sitting.conflict?.entry.body.changes;
    const draft = JSON.parse(session.get(DRAFT) ?? "null");
    return refused ?? (draft?.item === item.id && draft.version === item.version ? draft.changes : {});
  }

  // Begin a row that is missing: in what is selected, in the stretch at hand, or in the sentence around the item.
  async #add() {
    if (this.adding || this.sitting.owner) return;
    const { item, doc } = this.sitting;
    const { start, end } = this.selection ?? (item.kind === GAP ? item : this.#sentence(item));
    const text = this.view.textOf(start, end);
    const figures = (await figuresOf(text)).map((figure) => ({ ...figure, start: start + figure.start, end: start + figure.end }));
    this.adding = { start, end, text, figures, document: doc.document, before: (kind) => doc.before(kind, end) };
    this.selection = null;
    this.#kind(/(原因|由于|因为|用于)/.test(text) && figures.length === 0 ? "reason" : "fact");
  }

  #kind(kind) {
    this.adding.kind = kind;
    this.editor.show(kind, newRow(kind, this.adding), this.sitting.doc);
    this.draw();
  }

  #sentence({ start, end }) {
    const before = Array.from(this.view.textOf(Math.max(0, start - 200), start));
    const after = Array.from(this.view.textOf(end, Math.min(this.view.length, end + 200)));
    const stops = ["。", "\n", "；"];
    const cut = before.findLastIndex((char) => stops.includes(char));
    const stop = after.findIndex((char) => stops.includes(char));
    return { start: start - (before.length - cut - 1), end: end + (stop < 0 ? after.length : stop) };
  }

  async #submit() {
    const { editor, sitting } = this;
    if (!this.adding && !editor.isChanged) return;
    if (editor.problem) return toast(editor.problem, { isAlarm: true });
    if (!this.adding) return this.#decide(actionFor(sitting.item.kind, editor.changes), { changes: editor.changes, after: editor.row });
    const { id, ...row } = editor.row;
    const { kind, start, end } = this.adding;
    const isHere = sitting.item.kind === GAP && start >= sitting.item.start && end <= sitting.item.end;
    this.#stopAdding();
    return this.#decide("add", { rows: [{ kind, row: { ...row, id } }], stretch: isHere ? null : { start, end } });
  }

  async #decide(action, more = {}) {
    const { sitting } = this;
    if (!sitting.item || sitting.owner) return;
    if (sitting.conflict) sitting.drop(sitting.conflict);
    session.set(DRAFT, null);
    const answered = sitting.decide(action, more);
    if (more.stretch) { // the item at hand is not decided by a row that was missing beside it
      answered.then((answer) => answer && toast(say("row_added")));
      return this.draw();
    }
    this.draw();
    try {
      await sitting.forward(answered);
    } catch (error) {
      this.#failed(error);
    }
  }

  #stopAdding() {
    const { item, doc } = this.sitting;
    this.adding = null;
    this.editor.show(item.kind, item.row, doc);
  }

  #cancel() {
    if (this.adding) this.#stopAdding();
    else if (this.editor.isChanged) this.editor.reset();
    this.selection = null;
    this.draw();
  }

  async #undo(isBack) {
    const item = await this.sitting.undo(isBack);
    if (item) toast(say(isBack ? "redone" : "undone"));
  }

  async #comment() {
    const comment = await writeComment();
    if (!comment) return;
    const answer = await this.sitting.decide("comment", { comment });
    if (answer) {
      this.sitting.history = (await desk.item(this.sitting.item.id)).history;
      this.draw();
    }
  }

  #step(by, accepts) {
    const { doc, item } = this.sitting;
    const next = doc?.step(doc.indexOf(item.id), by, accepts);
    if (next) this.#pick(next);
  }

  #again(refused) {
    const { action, changes, rows, comment } = refused.entry.body;
    this.sitting.isAlone = true;
    this.#decide(action, { changes, rows, comment, stretch: refused.entry.stretch, after: Object.keys(changes).length ? { ...this.sitting.item.row, ...changes } : null });
  }

  #drop(refused) {
    this.sitting.drop(refused);
    this.editor.reset();
  }

  async #next() {
    try {
      await this.sitting.next();
    } catch (error) {
      this.#failed(error);
    }
  }

  #alone(isAlone) {
    this.sitting.isAlone = isAlone;
    this.draw();
  }

  #accept() {
    return this.adding || this.editor.isChanged ? this.#submit() : this.#decide("accept");
  }

  #buttons() {
    return {
      retake: () => this.sitting.take(this.sitting.item.id), next: () => this.#next(), again: (refused) => this.#again(refused), drop: (refused) => this.#drop(refused),
      alone: (isAlone) => this.#alone(isAlone), set: (field) => this.#set(field), add: () => this.#add(), show: (place) => this.view.show(place.start, place.end),
      pick: (item) => this.#pick(item), submit: () => this.#submit(), cancel: () => this.#cancel(), accept: () => this.#accept(),
      reject: () => this.#decide("reject"), skip: () => this.#decide("skip"), comment: () => this.#comment(), undo: () => this.#undo(false),
    };
  }

  // Let a field quote what is selected, the one at hand unless another is named.
  #set(field = this.editor.stretch?.field) {
    if (!this.selection || !field) return;
    const place = this.selection;
    this.selection = null;
    this.editor.place(field, place, this.view);
  }

  #digit(event) {
    if (!/^Digit[0-9]$/.test(event.code) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest?.("input:not([type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
    const number = (Number(event.code.slice(5)) + 9) % 10;
    event.preventDefault();
    if (event.shiftKey && this.adding && KINDS[number]) this.#kind(KINDS[number]);
    else if (!event.shiftKey) this.editor.edit(number);
  }

  #keys() {
    const edge = (name, key, which, by) => ({ name, keys: [key], text: say(`do_${name}`), run: () => this.editor.nudge(which, by, this.view) });
    const row = (name, keys, run) => ({ name, keys, text: say(`do_${name}`), run });
    return [
      row("accept", ["a"], () => this.#accept()),
      row("reject", ["r"], () => this.sitting.item?.kind !== GAP && !this.adding && this.#decide("reject")),
      row("submit", ["Enter"], () => this.#submit()), row("cancel", ["Escape"], () => this.#cancel()),
      row("skip", ["s"], () => !this.adding && this.#decide("skip")), row("undo", ["u"], () => this.#undo(false)), row("redo", ["U"], () => this.#undo(true)),
      row("next", ["n", " "], () => this.#next()), row("down", ["j", "ArrowDown"], () => this.#step(1)), row("up", ["k", "ArrowUp"], () => this.#step(-1)),
      row("open", ["J"], () => this.#step(1, isOpen)),
      { keys: ["1", "…", "9"], text: say("do_edit") },
      row("cycle", ["x"], () => this.editor.cycle()),
      edge("start_left", "[", "start", -1), edge("start_right", "]", "start", 1), edge("end_left", "{", "end", -1), edge("end_right", "}", "end", 1),
      row("set", ["v"], () => this.#set()), row("link", ["l"], () => this.editor.link()),
      row("link_before", ["<"], () => this.editor.shift(-1)), row("link_behind", [">"], () => this.editor.shift(1)),
      row("add", ["m"], () => this.#add()), { keys: ["⇧1", "…", "⇧6"], text: say("do_kind") },
      row("alone", ["o"], () => this.#alone(!this.sitting.isAlone)), row("comment", ["c"], () => this.#comment()),
      row("guidelines", ["g"], () => this.guidelines && showGuidelines(this.guidelines)),
      row("find", ["/"], () => byId("filter").focus()),
    ];
  }
}

openShell();
new Review().start();
