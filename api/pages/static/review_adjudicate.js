// Adjudication: what two reviewers answered differently, only the fields that differ, two keys to choose and one to edit.

import { Refused } from "./asking.js";
import { press } from "./card.js";
import { desk, newKey } from "./desk.js";
import { nameReviewer } from "./dialogs.js";
import { DocumentPane } from "./documentpane.js";
import { byId, element } from "./dom.js";
import { KeyMap } from "./keys.js";
import { List } from "./list.js";
import { notice, toast } from "./notices.js";
import { Outbox } from "./outbox.js";
import { headingOf, oneLine } from "./record.js";
import { RowEditor, shownValue } from "./roweditor.js";
import { fieldsOf, kindName, valueOf } from "./rowfields.js";
import { loadSchema } from "./schema.js";
import { openShell } from "./shell.js";
import { count, lang, say } from "./texts.js";
import { UnderReview, hueOf, nameOf } from "./underreview.js";

class Adjudication {
  constructor() {
    this.docs = new Map();
    this.conflicts = [];
    this.at = 0;
    this.isEditing = false;
    this.editor = new RowEditor(element("div", { class: "editor" }), { onchange: () => this.draw() });
    this.pane = new DocumentPane(this.editor);
    this.list = new List(byId("conflicts"), { label: say("conflicts"), height: 62, row: (conflict) => this.#row(conflict), onpick: (_, index) => this.#go(index) });
    this.outbox = new Outbox({
      send: (entry) => desk[entry.path](entry.body), onchange: () => this.#unsaved(), onrefused: (entry, error) => this.#refused(error),
    });
    this.keys = new KeyMap(this.#keys(), { store: "review.keys", onchange: () => this.draw() });
  }

  async start() {
    this.keys.listen();
    this.#state(notice("loading", say("loading")));
    try {
      const [progress] = await Promise.all([desk.progress(), loadSchema()]);
      if (progress.reviewer === "default" && !(await nameReviewer())) return this.#state(notice("empty", say("unnamed"), say("unnamed_detail"), this.#retry()));
      this.outbox.owner = progress.reviewer === "default" ? desk.name : progress.reviewer;
      byId("reviewer").textContent = this.outbox.owner;
      await this.outbox.flush();
      await this.load();
    } catch (error) {
      this.#failed(error);
    }
  }

  // Ask for what is in conflict now, and stand where one stood.
  async load(id = null) {
    const found = [];
    for (let after = ""; after !== null; ) {
      const { conflicts, next } = await desk.conflicts(after);
      found.push(...conflicts);
      after = next;
    }
    this.conflicts = found;
    await this.#go(Math.max(0, found.findIndex(({ item }) => item.id === id)));
  }

  get conflict() {
    return this.conflicts[this.at] ?? null;
  }

  async #go(index) {
    this.at = index;
    this.isEditing = false;
    if (!this.conflict) return this.#state(notice("empty", say("no_conflicts"), say("no_conflicts_detail"), this.#retry()));
    const { conflict } = this;
    const doc = await this.#document(conflict.item.document);
    if (conflict !== this.conflict) return;
    byId("state").hidden = true;
    byId("review").hidden = false;
    this.doc = doc;
    this.pane.open(doc);
    this.pane.view.show(conflict.item.start, conflict.item.end);
    this.editor.show(conflict.item.kind, conflict.item.row, doc, { isFixed: true });
    this.list.show(this.conflicts, this.at);
    this.draw();
    byId("spoken").textContent = [kindName(conflict.item.kind), nameOf(conflict.item, doc), ...this.#fields().map((field) => field.caption)].join("，");
  }

  async #document(id) {
    if (!this.docs.has(id)) this.docs.set(id, new UnderReview(await desk.document(id)));
    return this.docs.get(id);
  }

  // The fields in which the answers differ; those that say something where one answer is that there is no such row.
  #fields() {
    const { item, answers, differences } = this.conflict;
    const isSaid = (field) => answers.every((answer) => answer.row) || answers.some(({ row }) => row && ![null, "", undefined].includes(valueOf(row, field)));
    return fieldsOf(item.kind).filter(isSaid).filter((field) => field.form === "place" ? differences.some((name) => ["start", "end", "text"].includes(name)) : differences.includes(field.name));
  }

  draw() {
    const { conflict, doc } = this;
    if (!conflict || !doc) return;
    this.pane.draw(conflict.item);
    const { item, answers } = conflict;
    byId("hand-body").replaceChildren(
      element("header", { class: "card-head" },
        element("p", { class: "card-line" }, element("span", { class: `chip hue-${hueOf(item)}` }, kindName(item.kind)),
          element("span", { class: "dim place" }, say("place_of", { at: count(this.at + 1), all: count(this.conflicts.length) }))),
        element("h2", {}, nameOf(item, doc)), element("p", { class: "dim path" }, doc.rows.pathOf(item.start).map(headingOf).join(" › "))),
      this.isEditing ? element("div", {}, element("p", { class: "dim" }, say("editing_hint")), this.editor.root) : this.#table(answers));
    const name = (key) => this.keys.keyOf(key);
    const choices = answers.slice(0, 2).map((answer, index) => press(say("choose", { reviewer: answer.reviewer }), () => this.#choose(index), index === 0 ? "first" : "second", name(`choose_${index + 1}`)));
    byId("hand-actions").replaceChildren(element("div", { class: "deciding", role: "group", "aria-label": say("deciding") },
      this.isEditing
        ? [press(say("submit"), () => this.#submit(), "primary submit", name("submit")), press(say("cancel"), () => this.#edit(false), "", name("cancel"))]
        : [choices, press(say("choose_other"), () => this.#edit(true), "", name("choose_3")), press(say("choose_none"), () => this.#none(), "bad", name("none")), press(say("undo"), () => this.#undo(), "", name("undo"))]));
  }

  // The answers side by side: what was found first, then what each reviewer says of every field that differs.
  #table(answers) {
    const { item } = this.conflict;
    const shown = (row, field) => row ? shownValue(field, row, this.doc.rows) : element("span", { class: "dim" }, "—");
    const time = (at) => new Date(at * 1000).toLocaleString(lang === "zh" ? "zh-CN" : "en", { dateStyle: "short", timeStyle: "short" });
    const heads = answers.map((answer, index) => element("th", { scope: "col" }, index < 2 && element("kbd", { "aria-hidden": "true" }, String(index + 1)), ` ${answer.reviewer}`,
      element("span", { class: "dim" }, time(answer.at)), element("span", { class: `item-state ${answer.outcome}` }, say(`state_${answer.outcome}`))));
    const lines = this.#fields().map((field) => element("tr", {}, element("th", { scope: "row" }, field.caption),
      element("td", { class: "dim" }, shown(item.row, field)), answers.map((answer) => element("td", {}, shown(answer.row, field)))));
    return element("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": say("differences") }, element("table", { class: "answers" },
      element("caption", { class: "unseen" }, say("differences")),
      element("thead", {}, element("tr", {}, element("td"), element("th", { scope: "col", class: "dim" }, say("as_found")), heads)), element("tbody", {}, lines)));
  }

  #row({ item, answers, differences, named }) {
    const fields = fieldsOf(item.kind).filter((field) => differences.includes(field.name)).map((field) => field.caption);
    const { row } = item;
    const about = Object.values(named).map((each) => each.row?.item?.text).find(Boolean);
    return [
      element("span", { class: "item-line" }, element("span", { class: `chip hue-${hueOf(item)}` }, kindName(item.kind)), element("span", { class: "item-figure" }, answers.map((answer) => answer.reviewer).join(" ≠ "))),
      element("span", { class: "item-name" }, oneLine(row?.item?.text ?? row?.name?.text ?? row?.level3 ?? about ?? row?.text)),
      element("span", { class: "item-name dim" }, answers.some((answer) => !answer.row) ? say("state_rejected") : fields.join("、")),
    ];
  }

  #choose(index) {
    const answer = this.conflict?.answers[index];
    if (!answer || this.isEditing) return;
    this.#resolve(answer.row ? { choose: answer.reviewer } : { reject: true });
  }

  #none() {
    if (!this.isEditing) this.#resolve({ reject: true });
  }

  // Begin with the first answer that has a row, and change that.
  #edit(isEditing) {
    if (!this.conflict) return;
    this.isEditing = isEditing;
    const answer = this.conflict.answers.find((each) => each.row);
    this.editor.show(this.conflict.item.kind, isEditing ? answer?.row ?? this.conflict.item.row : this.conflict.item.row, this.doc, { isFixed: !isEditing });
    this.draw();
  }

  #submit() {
    if (!this.isEditing) return;
    const answer = this.conflict.answers.find((each) => each.row);
    this.#resolve({ choose: answer?.reviewer ?? null, changes: this.editor.changes });
  }

  async #resolve(choice) {
    const { item } = this.conflict;
    const key = newKey();
    this.conflicts = this.conflicts.filter((each) => each.item.id !== item.id);
    const body = { key, item: item.id, action: "resolve", version: item.version, ...choice };
    const answered = this.outbox.add({ key, path: "decide", body });
    await this.#go(Math.min(this.at, Math.max(0, this.conflicts.length - 1)));
    const answer = await answered;
    if (answer) this.docs.get(item.document)?.update(answer.items);
  }

  async #undo() {
    const key = newKey();
    const answer = await this.outbox.add({ key, path: "undo", body: { key } });
    if (!answer) return;
    this.docs.get(answer.items[0].document)?.update(answer.items);
    toast(say("undone"));
    await this.load(answer.items[0].id);
  }

  // Somebody else was faster: what holds now is asked for, and the refusal is told.
  async #refused(error) {
    toast(error.message, { isAlarm: true });
    try {
      await this.load(this.conflict?.item.id);
    } catch (failure) {
      this.#failed(failure);
    }
  }

  #failed(error) {
    if (!(error instanceof Refused)) throw error;
    this.#state(notice("error", error.title, error.message, this.#retry()));
  }

  #retry() {
    return element("button", { type: "button", class: "primary", onclick: () => location.reload() }, say("retry"));
  }

  #state(made) {
    byId("state").replaceChildren(made);
    byId("state").hidden = false;
    byId("review").hidden = true;
  }

  #unsaved() {
    byId("unsaved").textContent = this.outbox.size ? say("unsaved", { count: this.outbox.size }) : say("all_saved");
    byId("unsaved").classList.toggle("alarm", this.outbox.size > 0);
  }

  #keys() {
    const row = (name, keys, run) => ({ name, keys, text: say(`do_${name}`), run });
    const step = (by) => this.conflicts[this.at + by] && this.#go(this.at + by);
    return [
      row("choose_1", ["1"], () => this.#choose(0)), row("choose_2", ["2"], () => this.#choose(1)), row("choose_3", ["3"], () => this.#edit(true)), row("none", ["r"], () => this.#none()),
      row("submit", ["Enter"], () => this.#submit()), row("cancel", ["Escape"], () => this.isEditing && this.#edit(false)), row("undo", ["u"], () => this.#undo()),
      row("down", ["j", "ArrowDown"], () => step(1)), row("up", ["k", "ArrowUp"], () => step(-1)),
      row("cycle", ["x"], () => this.editor.cycle()), row("link", ["l"], () => this.editor.link()),
    ];
  }
}

openShell();
new Adjudication().start();
