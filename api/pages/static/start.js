// Where the workbench begins: a place for files and text, and the documents that are there already.

import { ask, askJson } from "./asking.js";
import { element } from "./dom.js";
import { button, notice, toast } from "./notices.js";
import { describedDocument } from "./record.js";
import { extractMany, extractOne, isMany, stopJob } from "./sending.js";
import { count, lang, say } from "./texts.js";

const SHOWN = 50; // documents of a page of the list
const REFUSED_SHOWN = 8;

export class Start {
  // new Start(root, { sample, onopen(id, name) })
  constructor(root, { sample, onopen }) {
    this.onopen = onopen;
    this.sample = sample;
    this.stop = null;
    this.work = element("div", { class: "work", "aria-live": "polite" });
    this.recent = element("section", { class: "recent card", "aria-label": say("recent") });
    root.replaceChildren(element("div", { class: "start" }, this.#entry(), this.recent));
    this.list();
  }

  #entry() {
    const input = element("input", {
      type: "file",
      multiple: true,
      id: "files",
      class: "unseen",
      onchange: () => {
        this.send([...input.files]);
        input.value = ""; // so that the same file may be chosen again
      },
    });
    this.drop = element(
      "label",
      { class: "drop", for: "files" },
      element("span", { class: "drop-sign", "aria-hidden": "true" }, "⇩"),
      element("b", {}, say("drop")),
      element("span", { class: "dim" }, say("drop_detail")),
    );
    const pasted = element("textarea", { id: "pasted", rows: 5, placeholder: say("paste_example") });
    const paste = element(
      "form",
      { class: "paste" },
      element("label", { for: "pasted" }, say("paste")),
      pasted,
      element(
        "div",
        { class: "actions" },
        element("button", { class: "primary" }, say("extract")),
        button(say("try_sample"), () => this.#trySample()),
      ),
    );
    paste.addEventListener("submit", (event) => {
      event.preventDefault();
      if (pasted.value.trim() === "") pasted.focus();
      else this.send([new File([pasted.value], say("pasted_name"), { type: "text/plain" })]);
    });
    return element(
      "section",
      { class: "entry card", "aria-label": say("entry") },
      element("h2", {}, say("lead")),
      element("p", { class: "dim" }, say("lead_detail")),
      input,
      this.drop,
      this.work,
      paste,
    );
  }

  async #trySample() {
    const text = await (await fetch(this.sample)).text();
    this.send([new File([text], say("sample_name"), { type: "text/plain" })]);
  }

  // Extract files that a person has chosen or dropped.
  async send(files) {
    if (files.length === 0 || this.stop) return;
    const controller = new AbortController();
    this.stop = () => controller.abort();
    try {
      await (isMany(files) ? this.#sendMany(files, controller.signal) : this.#sendOne(files[0], controller.signal));
    } catch (error) {
      if (error.name === "AbortError") this.work.replaceChildren();
      else if (error.code === "archive_here")
        await this.#sendMany(files, controller.signal).catch((other) => this.#refuse(other, files));
      else this.#refuse(error, files);
    } finally {
      this.stop = null;
      clearInterval(this.clock);
    }
  }

  async #sendOne(file, signal) {
    const seconds = element("span", { class: "dim" });
    this.#show(
      notice(
        "loading",
        say("extracting", { name: file.name }),
        say("extracting_detail"),
        seconds,
        button(say("cancel"), this.stop),
      ),
    );
    const begun = Date.now();
    this.clock = setInterval(
      () => (seconds.textContent = say("seconds", { count: Math.round((Date.now() - begun) / 1000) })),
      1000,
    );
    const id = await extractOne(file, signal);
    this.work.replaceChildren();
    this.onopen(id, file.name);
  }

  async #sendMany(files, signal) {
    const bar = element("progress", { max: 1, value: 0, "aria-label": say("progress") });
    const told = element("span", {});
    let id = null;
    const cancel = button(say("cancel"), () => (id ? stopJob(id) : this.stop()));
    this.#show(
      element(
        "div",
        { class: "notice loading", role: "status" },
        element("h2", {}, say("working", { count: files.length })),
        bar,
        element("p", {}, told),
        cancel,
      ),
    );
    const { job, problems } = await extractMany(
      files,
      (now) => {
        const { total, done, failed } = now.progress;
        id = now.id;
        bar.max = Math.max(1, total);
        bar.value = done + failed;
        told.textContent = say("progress_told", {
          done: count(done + failed),
          total: count(total),
          failed: count(failed),
        });
      },
      signal,
    );
    this.#show(
      element(
        "div",
        { class: "notice" },
        element("h2", {}, say("worked", { done: job.progress.done, failed: job.progress.failed })),
        problems.length > 0 && refusalList(problems),
      ),
    );
    this.list();
  }

  #refuse(error, files) {
    this.#show(
      notice(
        "error",
        error.title ?? say("went_wrong"),
        error.message,
        button(say("retry"), () => this.send(files), { class: "primary" }),
        button(say("close"), () => this.work.replaceChildren()),
      ),
    );
  }

  #show(node) {
    this.work.replaceChildren(node);
    node.scrollIntoView({ block: "nearest" });
  }

  // The documents that the service keeps, the last one first.
  async list(name = "", after = null) {
    try {
      if (!after) this.recent.replaceChildren(this.#heading(name), notice("loading", say("loading")));
      const query = new URLSearchParams({
        newest: "true",
        limit: SHOWN,
        ...(name && { name }),
        ...(after && { after }),
      });
      const { documents, next } = await askJson(`/v1/documents?${query}`);
      this.#fill(documents, next, name, after);
    } catch (error) {
      this.recent.replaceChildren(
        this.#heading(name),
        notice(
          "error",
          error.title ?? say("went_wrong"),
          error.message,
          button(say("retry"), () => this.list(name)),
        ),
      );
    }
  }

  #heading(name) {
    const search = element("input", {
      type: "search",
      placeholder: say("filter_names"),
      "aria-label": say("filter_names"),
      value: name,
    });
    const form = element("form", { role: "search" }, search);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.list(search.value.trim());
    });
    return element("header", {}, element("h2", {}, say("recent")), form);
  }

  #fill(documents, next, name, after) {
    const lines = documents.map((row) => this.#line(row));
    const more =
      next &&
      button(say("more"), (event) => {
        event.currentTarget.remove();
        this.list(name, next);
      });
    if (after) {
      this.recent.querySelector("ul").append(...lines);
    } else {
      const body = documents.length
        ? element("ul", { class: "documents" }, lines)
        : notice("empty", name ? say("none_found") : say("none_kept"), name ? "" : say("none_kept_detail"));
      this.recent.replaceChildren(this.#heading(name), body);
    }
    if (more) this.recent.append(more);
  }

  #line(row) {
    const remove = button(
      "✕",
      async () => {
        if (!window.confirm(say("delete_sure", { name: row.name }))) return;
        try {
          await ask(`/v1/documents/${row.id}`, { method: "DELETE" });
          line.remove();
          toast(say("deleted", { name: row.name }));
        } catch (error) {
          toast(error.message, { isAlarm: true });
        }
      },
      { class: "quiet", "aria-label": say("delete", { name: row.name }) },
    );
    const line = documentLine(row, `#/documents/${row.id}`, [whenCame(row.created), remove]);
    return line;
  }
}

// One document of a list: what it is called, whose it is, what was found in it.
export function documentLine(row, address, more = []) {
  return element(
    "li",
    {},
    element("a", { href: address }, row.title || row.name),
    element("span", { class: "dim" }, describedDocument(row) || row.name),
    element(
      "span",
      { class: "counts" },
      element("span", {}, say("facts_count", { count: count(row.facts) })),
      row.violated > 0 && element("span", { class: "violated" }, say("violated_count", { count: count(row.violated) })),
    ),
    ...more,
  );
}

function whenCame(seconds) {
  const when = new Date(seconds * 1000);
  const text = when.toLocaleString(lang === "zh" ? "zh-CN" : "en", { dateStyle: "medium", timeStyle: "short" });
  return element("time", { datetime: when.toISOString(), class: "dim" }, text);
}

function refusalList(problems) {
  const shown = problems
    .slice(0, REFUSED_SHOWN)
    .map(({ name, problem }) =>
      element("li", {}, element("b", {}, name), ` ${lang === "zh" ? problem.detail : problem.detail_en}`),
    );
  const more = problems.length - shown.length;
  return element(
    "ul",
    { class: "refusals" },
    shown,
    more > 0 && element("li", {}, say("more_refusals", { count: more })),
  );
}
