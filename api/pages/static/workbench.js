// The workbench: what the address says is shown, and whatever a person goes to is in the address.
//   #/                                   files in, documents that are there
//   #/documents/ID/LIST/ROW              a document, one of its lists, one of its rows
//   #/compare/ID/OTHER/ROW               two documents, figure by figure
//   #/archive, #/archive/ID/LIST/ROW     the archive, a document of it

import { Archive } from "./archive.js";
import { askJson } from "./asking.js";
import { Comparison, chooseOther } from "./comparing.js";
import { byId, element } from "./dom.js";
import { button, notice, toast } from "./notices.js";
import { reviewButton } from "./queueing.js";
import { describedDocument, titleOf } from "./record.js";
import { RecordView } from "./recordview.js";
import { savingMenu } from "./saving.js";
import { openShell } from "./shell.js";
import { Start } from "./start.js";
import { say } from "./texts.js";

const STORES = { documents: "/v1/documents", archive: "/v1/archive/documents" };

class Workbench {
  constructor(root) {
    this.root = root;
    this.key = null; // what is open, without the row that a person is at
    this.view = null;
    this.start = null;
    window.addEventListener("hashchange", () => this.follow());
    for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => this.#drag(event));
    document.addEventListener("paste", (event) => this.#paste(event));
    this.follow();
  }

  // Show what the address says.
  async follow() {
    const [kind = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    for (const link of document.querySelectorAll("header.shell nav a")) {
      const isHere = link.hash === (kind === "archive" ? "#/archive" : "#/");
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    if (kind in STORES && rest[0]) await this.#openDocument(kind, rest[0], rest[1], rest[2] ?? null);
    else if (kind === "compare" && rest[1]) await this.#openComparison(rest[0], rest[1], rest[2] ?? null);
    else this.#openList(kind === "archive" ? "archive" : "start");
  }

  #openList(kind) {
    if (!this.#change(kind)) return;
    document.title = say("title");
    if (kind === "archive") new Archive(this.root);
    else
      this.start = new Start(this.root, {
        sample: this.root.dataset.sample,
        onopen: (id, name) => this.#extracted(id, name),
      });
  }

  // Open what was extracted, unless a person has gone elsewhere meanwhile.
  #extracted(id, name) {
    if (this.key === "start") location.hash = `#/documents/${id}`;
    else toast(say("extracted", { name }));
  }

  async #openDocument(kind, id, tab, row) {
    const isNew = this.#change(`${kind}/${id}`);
    if (!isNew) {
      if (this.view && this.at !== `${tab ?? "overview"}/${row ?? ""}`) this.#showRow(tab, row);
      return;
    }
    const { key } = this;
    this.root.replaceChildren(notice("loading", say("opening"), say("opening_detail")));
    try {
      const address = `${STORES[kind]}/${encodeURIComponent(id)}`;
      const record = await askJson(`${address}?include=text,blocks`);
      if (this.key !== key) return; // a person has gone on
      document.title = `${titleOf(record.document)} · 明细`;
      this.view = new RecordView(this.root, record, {
        head: this.#head(record, kind, id, address),
        addressOf: (list, rowId) => `${location.origin}${location.pathname}#/${kind}/${id}/${list}/${rowId}`,
        onmove: (list, rowId) => this.#moved(`${kind}/${id}`, list, rowId),
      });
      this.#showRow(tab, row);
    } catch (error) {
      this.#refuse(error, key);
    }
  }

  #showRow(tab, row) {
    if (!this.view.show(tab ?? "overview", row)) toast(say("no_such_row", { id: row }));
  }

  #head(record, kind, id, address) {
    const compare =
      kind === "documents" &&
      button(say("compare"), () =>
        chooseOther(record.document, id, (other) => (location.hash = `#/compare/${id}/${other}`)).catch((error) =>
          toast(error.message, { isAlarm: true }),
        ),
      );
    const review = kind === "documents" && reviewButton(id);
    return [
      element(
        "div",
        { class: "record-title" },
        element("h2", {}, titleOf(record.document)),
        element("p", { class: "dim" }, describedDocument(record.document)),
      ),
      element("div", { class: "record-actions" }, compare, review, savingMenu(address, record.document.name)),
    ];
  }

  #moved(key, list, row) {
    this.at = `${list}/${row ?? ""}`;
    const hash = `#/${key}/${list}${row ? `/${row}` : ""}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
  }

  async #openComparison(one, other, row) {
    if (!this.#change(`compare/${one}/${other}`)) {
      if (row) this.view?.show(row);
      return;
    }
    const { key } = this;
    this.root.replaceChildren(notice("loading", say("opening")));
    try {
      const answer = await askJson(
        `/v1/documents/${encodeURIComponent(one)}/differences?against=${encodeURIComponent(other)}`,
      );
      if (this.key !== key) return;
      document.title = `${say("differences")} · 明细`;
      this.view = new Comparison(this.root, answer, {
        onmove: (id) => history.replaceState(null, "", `#/compare/${one}/${other}/${id}`),
      });
      if (row) this.view.show(row);
    } catch (error) {
      this.#refuse(error, key);
    }
  }

  // Leave what is open; false where it is what is asked for.
  #change(key) {
    if (this.key === key) return false;
    this.view?.close();
    [this.key, this.view, this.start, this.at] = [key, null, null, null];
    window.scrollTo(0, 0);
    return true;
  }

  #refuse(error, key) {
    if (this.key !== key) return;
    this.key = null;
    const back = element("a", { class: "button", href: "#/" }, say("back"));
    this.root.replaceChildren(
      notice(
        "error",
        error.title ?? say("went_wrong"),
        error.message,
        button(say("retry"), () => this.follow(), { class: "primary" }),
        back,
      ),
    );
  }

  // Files may be dropped wherever a person is.
  #drag(event) {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    if (event.type !== "drop") return;
    this.#send([...event.dataTransfer.files]);
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.target.closest?.("input, textarea")) return;
    event.preventDefault();
    this.#send(files);
  }

  #send(files) {
    if (!this.start) {
      history.pushState(null, "", "#/");
      this.follow();
    }
    this.start.send(files);
  }
}

openShell();
new Workbench(byId("workbench"));
