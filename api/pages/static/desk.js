// What the review asks the service for, in the name of whoever sits there.

import { askJson, ask } from "./asking.js";
import { choices, session } from "./storage.js";

const NAME = "reviewer";

export const desk = {
  // Who reviews, as this browser was told; where the service has keys, the name of the key holds.
  get name() {
    return choices.get(NAME) ?? "";
  },
  set name(name) {
    choices.set(NAME, name || null);
  },

  // Whether the service will know who asks: by a name, or by a key that was given before.
  get isKnown() {
    return desk.name !== "" || session.get("key") !== null;
  },

  progress: () => get("progress"),
  statistics: () => get("statistics"),
  conflicts: (after) => get(`conflicts${after ? `?after=${after}` : ""}`),
  documents: () => get("documents"),
  document: (id) => get(`documents/${id}`),
  item: (id) => get(`items/${id}`),
  guidelines: () => askJson("/v1/guidelines"),
  next: (resume) => post("next", { resume }),
  take: (id) => post(`items/${id}/lease`),
  renew: (lease) => post(`leases/${lease}`),
  release: (lease) => ask(`/v1/review/leases/${lease}`, { method: "DELETE", headers: headers() }),
  decide: (decision) => post("decisions", decision),
  undo: (undoing) => post("undo", undoing),
  stretch: (document, place) => post(`documents/${document}/stretches`, place),
  add: (documents) => post("documents", documents),
  figures: (text) => askJson(`/v1/quantities?text=${encodeURIComponent(text)}`, { headers: headers() }),
};

export function newKey() {
  // Not crypto.randomUUID, which a page without TLS on another machine does not have.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function headers() {
  return desk.name ? { "X-Reviewer": encodeURIComponent(desk.name) } : {};
}

function get(path) {
  return askJson(`/v1/review/${path}`, { headers: headers() });
}

function post(path, body = {}) {
  const sent = { method: "POST", headers: { ...headers(), "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return askJson(`/v1/review/${path}`, sent);
}
