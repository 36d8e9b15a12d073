// What was decided and is not yet acknowledged: posted at once, in order, again and again until the service has answered.
// It is kept in the browser's storage, so that neither a lost connection nor a reload loses it; each entry has a key of
// its own, by which the service knows one that comes twice.

import { choices } from "./storage.js";

const NAME = "review.unsaved";
const FIRST_MS = 800;
const LONGEST_MS = 20_000;

// new Outbox({ send(entry) → answer, onchange(), onrefused(entry, error) }); an entry is { key, … } and plain JSON.
export class Outbox {
  constructor({ send, onchange, onrefused }) {
    this.send = send;
    this.onchange = onchange;
    this.onrefused = onrefused;
    this.waiting = new Map(); // key → what is told of the answer
    this.wait = FIRST_MS;
    this.timer = null;
    this.isSending = false;
    this.owner = "";
    this.unkept = []; // where the browser keeps nothing
    window.addEventListener("online", () => this.flush());
  }

  // The entries of whoever sits there; what another person has left in this browser is not sent in the name of this one.
  get entries() {
    return this.#all().filter((entry) => entry.owner === this.owner);
  }

  get size() {
    return this.entries.length;
  }

  // Whether anything waits, whoever it was that left it.
  get isFull() {
    return this.#all().length > 0;
  }

  // Keep an entry and send it; resolves with the answer, or with null once it was refused.
  add(entry) {
    this.#write([...this.#all(), { ...entry, owner: this.owner }]);
    const answered = new Promise((resolve) => this.waiting.set(entry.key, resolve));
    this.flush();
    this.onchange();
    return answered;
  }

  async flush() {
    if (this.isSending) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.isSending = true;
    try {
      for (let entry = this.entries[0]; entry; entry = this.entries[0]) {
        if (!(await this.#sent(entry))) break;
      }
    } finally {
      this.isSending = false;
      this.onchange();
    }
  }

  // Whether an entry is settled: taken, or refused for good.
  async #sent(entry) {
    try {
      this.#settle(entry, await this.send(entry));
    } catch (error) {
      if (isPassing(error)) {
        this.timer = setTimeout(() => this.flush(), this.wait);
        this.wait = Math.min(LONGEST_MS, this.wait * 2);
        return false;
      }
      this.#settle(entry, null);
      this.onrefused(entry, error);
    }
    this.wait = FIRST_MS;
    return true;
  }

  #settle(entry, answer) {
    this.#write(this.#all().filter((each) => each.key !== entry.key));
    this.waiting.get(entry.key)?.(answer);
    this.waiting.delete(entry.key);
    this.onchange();
  }

  #all() {
    const kept = choices.get(NAME);
    return kept === null ? this.unkept : JSON.parse(kept);
  }

  #write(entries) {
    choices.set(NAME, entries.length ? JSON.stringify(entries) : null);
    this.unkept = entries;
  }
}

function isPassing(error) {
  return error.status === 0 || error.status === 429 || error.status === 401 || error.status >= 500;
}
