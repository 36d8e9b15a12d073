// What a reviewer is at: the item, its document, for how long it is theirs, what comes ahead, and what is undone.
// Decisions go through an outbox; what is shown does not wait for them.

import { desk, newKey } from "./desk.js";
import { Outbox } from "./outbox.js";
import { session } from "./storage.js";
import { UnderReview, isOpen } from "./underreview.js";
import { fieldsOf } from "./rowfields.js";

const RENEW_MS = 60_000;
const AWAY_MS = 300_000; // without a sign of life: what is held is no longer kept for whoever sat there
const DWELL_MS = 350; // on an item that was picked before it is taken
const OUTCOMES = { accept: "accepted", reject: "rejected", correct: "corrected", move: "corrected", relink: "corrected", add: "added" };
const REFUSED = "review.refused";

// on.show(item), on.change(), on.trouble(error), on.end()
export class Sitting {
  constructor(on) {
    this.on = on;
    this.docs = new Map();
    this.outbox = new Outbox({
      send: (entry) => sendEntry(entry), onchange: () => on.change(), onrefused: (entry, error) => this.#refused(entry, error),
    });
    Object.assign(this, { doc: null, item: null, lease: null, ahead: null, undone: [], guideline: "" });
    this.refused = JSON.parse(session.get(REFUSED) ?? "[]");
    this.alive = Date.now();
    for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => (this.alive = Date.now()), { passive: true });
    setInterval(() => this.#renew(), RENEW_MS);
  }

  // Ask for the first item, and its document, while a page is still being made.
  async ask() {
    this.ahead = desk.next(true);
    const { next } = await this.ahead;
    if (next) await this.document(next.document.id);
  }

  // Go to the item that is worth most, the one held already first where `resume`.
  async next({ resume = false } = {}) {
    this.#leave();
    const ahead = this.ahead;
    this.ahead = null;
    const { next } = (ahead && (await ahead).next ? await ahead : null) ?? await desk.next(resume);
    if (next === null) {
      Object.assign(this, { item: null, lease: null });
      return this.on.end();
    }
    await this.#open(next, "queue");
    this.ahead = desk.next(false);
    this.ahead.then(({ next: coming }) => coming && this.document(coming.document.id)).catch(() => (this.ahead = null));
  }

  // Go to an item of the document that is shown; it is taken once a person stays there.
  pick(item) {
    if (!item || item.id === this.item?.id) return;
    this.#leave();
    this.#stand(item, { lease: null, signals: [], from: "picked" });
    this.dwelling = setTimeout(() => this.take(item.id), DWELL_MS);
  }

  // Go to any item by its id.
  async open(id) {
    this.#leave();
    const { item, document, signals, history } = await desk.item(id);
    await this.document(document.id);
    this.doc = this.docs.get(document.id);
    this.doc.update([item]);
    this.#stand(this.doc.get(id) ?? item, { lease: null, signals, from: "picked", history });
    await this.take(id);
  }

  async take(id) {
    try {
      const { next } = await desk.take(id);
      if (this.item?.id !== id) return void desk.release(next.lease.id).catch(() => {});
      this.doc.update([next.item]);
      Object.assign(this, { item: this.doc.get(id), lease: next.lease, signals: next.signals, owner: null, until: next.lease.until });
      if (next.item.version > 0) this.history = (await desk.item(id)).history;
    } catch (error) {
      if (this.item?.id !== id) return;
      if (error.code === "item_leased") this.owner = error.message;
      else if (error.status !== 0) this.on.trouble(error);
    }
    if (this.item?.id === id) this.on.change();
  }

  async document(id) {
    if (!this.docs.has(id)) {
      if (this.docs.size > 3) this.docs.delete([...this.docs.keys()].find((each) => each !== this.doc?.id));
      this.docs.set(id, new UnderReview(await desk.document(id)));
    }
    return this.docs.get(id);
  }

  async #open(given, from) {
    this.doc = await this.document(given.document.id);
    this.doc.update([given.item]);
    this.#stand(this.doc.get(given.item.id) ?? given.item, { ...given, from });
  }

  #stand(item, { lease, signals = [], from, history = [] }) {
    Object.assign(this, { item, lease, signals, from, history, owner: null, since: performance.now(), isAlone: false });
    this.on.show(item);
  }

  // How many items a decision settles.
  get alike() {
    return this.lease && !this.isAlone ? this.lease.alike : 1;
  }

  // Decide the item at hand, and go on; resolves once the service has answered.
  decide(action, { changes = {}, rows = [], comment = null, stretch = null, after = null } = {}) {
    const item = this.item;
    const alike = action === "comment" || !isShared(item.kind, changes) ? 1 : this.alike;
    const key = newKey();
    const body = {
      key, item: item.id, action, version: item.version, alike, changes, rows, comment, guideline: this.guideline,
      lead_ms: Math.min(86_400_000, Math.round(performance.now() - this.since)),
    };
    if (action !== "comment" && !stretch) {
      const outcome = action === "accept" && item.kind !== "gap" ? item.state === "corrected" ? "corrected" : "accepted" : OUTCOMES[action];
      this.doc.update([{ ...item, row: after ?? item.row, state: outcome ?? item.state, version: item.version + 1, isUnsaved: true }]);
    }
    const lease = this.lease;
    const answered = this.outbox.add({ key, path: "decide", body, stretch, document: this.doc.id })
      .then((answer) => this.#taken(answer, alike === 1 && lease?.alike > 1 ? lease : null));
    this.undone = [];
    return answered;
  }

  async #taken(answer, rest) {
    if (!answer) return null;
    for (const doc of this.docs.values()) doc.update(answer.items);
    if (this.item && answer.items.some((item) => item.id === this.item.id)) this.item = this.doc.get(this.item.id) ?? this.item;
    if (rest) desk.release(rest.id).catch(() => {}); // the others are not decided, and free again
    this.on.change();
    return answer;
  }

  // To the next item: of the queue, or of the document for whoever goes through that, or cannot reach the service.
  async forward() {
    const place = this.doc ? this.doc.indexOf(this.item?.id) : -1;
    const following = this.doc?.step(place, 1, isOpen) ?? this.doc?.step(-1, 1, isOpen);
    if (this.from === "picked" && following) return this.pick(following);
    try {
      await this.next();
    } catch (error) {
      if (error.status !== 0 || !following) throw error;
      this.pick(following);
    }
  }

  // Take back the last decision; an undoing is undone by its own id.
  async undo(isBack = false) {
    const decision = isBack ? this.undone.pop() : undefined;
    if (isBack && !decision) return null;
    const key = newKey();
    const answer = await this.outbox.add({ key, path: "undo", body: decision ? { key, decision } : { key } });
    if (!answer) return null;
    if (!isBack) this.undone.push(answer.decision);
    await this.#taken(answer, null);
    const [first] = answer.items;
    await this.document(first.document);
    if (this.item?.id !== first.id) this.#leave();
    this.doc = this.docs.get(first.document);
    this.doc.update(answer.items);
    this.#stand(this.doc.get(first.id) ?? first, { lease: null, from: this.from ?? "queue" });
    this.take(first.id);
    return first;
  }

  // A decision that was not taken stays with the person who took it until it is sent again or dropped.
  async #refused(entry, error) {
    if (entry.path === "undo") return this.on.trouble(error);
    this.refused = [...this.refused, { entry, title: error.title, detail: error.message }];
    this.#keepRefused();
    try {
      await this.open(entry.body.item);
    } catch (failure) {
      this.on.trouble(failure);
    }
  }

  get conflict() {
    return this.refused.find(({ entry }) => entry.body.item === this.item?.id) ?? null;
  }

  drop(refused) {
    this.refused = this.refused.filter((each) => each !== refused);
    this.#keepRefused();
  }

  #keepRefused() {
    session.set(REFUSED, this.refused.length ? JSON.stringify(this.refused) : null);
  }

  // What a person goes away from without a decision is free for others.
  #leave() {
    clearTimeout(this.dwelling);
    const item = this.item && (this.doc.get(this.item.id) ?? this.item);
    if (this.lease && item && isOpen(item) && !item.isUnsaved) desk.release(this.lease.id).catch(() => {});
    this.lease = null;
  }

  async #renew() {
    if (!this.lease || Date.now() - this.alive > AWAY_MS) return;
    const ahead = await Promise.resolve(this.ahead).catch(() => null);
    for (const lease of [this.lease, ahead?.next?.lease].filter(Boolean)) {
      try {
        const { lease: renewed } = await desk.renew(lease.id);
        lease.until = renewed.until;
      } catch (error) {
        if (error.code === "lease_lost" && lease === this.lease) this.take(this.item.id);
      }
    }
    this.on.change();
  }
}

// A new row may need a stretch of text to stand in: that is made first, and asked for twice it is one.
async function sendEntry({ path, body, stretch, document }) {
  if (!stretch) return desk[path](body);
  const { item } = await desk.stretch(document, { key: body.key, ...stretch });
  return desk[path]({ ...body, item: item.id, version: 0 });
}

// Whether changes say the same of all rows that are alike: how a row was read, not which figures it has or where it stands.
function isShared(kind, changes) {
  const fields = new Map(fieldsOf(kind).map((field) => [field.name, field]));
  return Object.keys(changes).every((name) => ["choice", "concept"].includes(fields.get(name)?.form) || name.startsWith("level"));
}
