// The archive: documents of a bulk run by organisation and year, a page at a time.

import { askJson } from "./asking.js";
import { element } from "./dom.js";
import { button, notice } from "./notices.js";
import { documentLine } from "./start.js";
import { count, say, word } from "./texts.js";

const SHOWN = 100;
const KINDS = [
  "department_budget",
  "unit_budget",
  "department_final",
  "unit_final",
  "budget_report",
  "three_public",
  "performance",
];

export class Archive {
  constructor(root) {
    this.about = element("p", { class: "dim" });
    this.results = element("div", { "aria-live": "polite" });
    this.form = this.#form();
    root.replaceChildren(
      element(
        "div",
        { class: "archive" },
        element("section", { class: "card" }, element("h2", {}, say("archive")), this.about, this.form, this.results),
      ),
    );
    this.#open();
  }

  #form() {
    const field = (name, node) => element("label", {}, element("span", {}, say(`archive_${name}`)), node);
    const form = element(
      "form",
      { role: "search", class: "archive-form" },
      field("organisation", element("input", { type: "search", name: "organisation" })),
      field("name", element("input", { type: "search", name: "name" })),
      field(
        "fiscal_year",
        element("input", { type: "number", name: "fiscal_year", min: 1990, max: 2200, class: "short" }),
      ),
      field(
        "kind",
        element(
          "select",
          { name: "kind" },
          element("option", { value: "" }, say("any")),
          KINDS.map((kind) => element("option", { value: kind }, word(kind))),
        ),
      ),
      field(
        "violated",
        element(
          "select",
          { name: "violated" },
          [
            ["", "any"],
            ["true", "archive_with_errors"],
            ["false", "archive_without_errors"],
          ].map(([value, key]) => element("option", { value }, say(key))),
        ),
      ),
      element("button", { class: "primary" }, say("search")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#list(0);
    });
    return form;
  }

  async #open() {
    this.results.replaceChildren(notice("loading", say("loading")));
    try {
      const {
        documents,
        organisations,
        first_year: first,
        last_year: last,
        facts,
        failed,
      } = await askJson("/v1/archive");
      const years = first === last ? first : `${first}–${last}`;
      this.about.textContent = say("archive_about", {
        documents: count(documents),
        organisations: count(organisations),
        years: years ?? "—",
        facts: count(facts),
        failed: count(failed),
      });
      await this.#list(0);
    } catch (error) {
      this.#refuse(error);
    }
  }

  async #list(offset) {
    try {
      if (!offset) this.results.replaceChildren(notice("loading", say("loading")));
      const given = [...new FormData(this.form)].filter(([, value]) => value !== "");
      const { documents, next } = await askJson(
        `/v1/archive/documents?${new URLSearchParams([...given, ["limit", SHOWN], ["offset", offset]])}`,
      );
      const lines = documents.map((row) => documentLine(row, `#/archive/${row.id}`));
      if (!offset)
        this.results.replaceChildren(
          documents.length ? element("ul", { class: "documents" }) : notice("empty", say("none_found")),
        );
      this.results.querySelector("ul")?.append(...lines);
      if (next !== null) {
        this.results.append(
          button(say("more"), (event) => {
            event.currentTarget.remove();
            this.#list(next);
          }),
        );
      }
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error) {
    this.results.replaceChildren(
      notice(
        "error",
        error.title ?? say("went_wrong"),
        error.message,
        button(say("retry"), () => this.#open()),
      ),
    );
  }
}
