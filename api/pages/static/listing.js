// One list of a record as a table under its filters: words, results of checks, what is to be reviewed.

import { element } from "./dom.js";
import { columnsOf, wordsOf } from "./lists.js";
import { checkFilter } from "./overview.js";
import { isLow } from "./record.js";
import { counted, Table } from "./table.js";
import { listName, say } from "./texts.js";

const CHECK_STATES = ["violated", "error", "warning", "info", "holding", "not_evaluable"];
const UNRATED = ["checks", "projects"]; // lists whose rows have no learned confidence

// new Listing(rows, "facts", (row) => …); its `nodes` are to be shown
export class Listing {
  constructor(rows, list, onpick) {
    this.columns = columnsOf(list, rows);
    this.words = new Map();
    const oninput = () => this.apply();
    this.search = element("input", {
      type: "search",
      placeholder: say("filter"),
      "aria-label": say("filter"),
      oninput,
    });
    this.low = UNRATED.includes(list) ? null : element("input", { type: "checkbox", oninput });
    this.state = list === "checks" ? stateSelect(oninput) : null;
    this.told = element("output", { class: "dim" });
    const low = this.low && element("label", {}, this.low, ` ${say("only_low")}`);
    const frame = element("div", {});
    this.table = new Table(frame, { label: listName(list), columns: this.columns, rows: rows.lists[list], onpick });
    this.nodes = [element("div", { class: "bar" }, this.search, this.state, low, this.told), frame];
    if (this.state && rows.violated().length > 0) this.state.value = "violated";
    this.apply();
  }

  // Show only what a name of the overview means: a result of checks, or "low".
  only(name) {
    if (this.state) this.state.value = name;
    if (this.low) this.low.checked = name === "low";
    this.apply();
  }

  // Make a row the current one, if need be by showing all rows.
  select(id) {
    if (this.table.select(id)) return;
    this.search.value = "";
    this.only("");
    this.table.select(id);
  }

  apply() {
    const asked = this.search.value.trim().toLowerCase();
    const isWanted = checkFilter(this.state?.value);
    this.table.filter((row) => {
      if (this.low?.checked && !isLow(row)) return false;
      if (this.state && !isWanted(row)) return false;
      return !asked || this.#wordsOf(row).includes(asked);
    });
    this.told.textContent = counted(this.table);
  }

  #wordsOf(row) {
    if (!this.words.has(row)) this.words.set(row, wordsOf(this.columns, row));
    return this.words.get(row);
  }
}

function stateSelect(oninput) {
  const options = CHECK_STATES.map((name) => element("option", { value: name }, say(`state_${name}`)));
  const all = element("option", { value: "" }, say("state_all"));
  return element("select", { "aria-label": say("check_states"), oninput }, all, options);
}
