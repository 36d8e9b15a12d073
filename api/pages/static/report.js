// A document in one file that needs no service: the record stands in the page.

import { element, byId } from "./dom.js";
import { describedDocument, titleOf } from "./record.js";
import { RecordView } from "./recordview.js";
import { openShell } from "./shell.js";

openShell();
const record = JSON.parse(byId("record").textContent);
const [tab, row] = location.hash.replace(/^#\/?/, "").split("/");
const head = element(
  "div",
  { class: "record-title" },
  element("h2", {}, titleOf(record.document)),
  element("p", { class: "dim" }, describedDocument(record.document)),
);
const view = new RecordView(byId("workbench"), record, {
  head: [head],
  addressOf: (list, id) => `${location.href.split("#")[0]}#/${list}/${id}`,
  onmove: (list, id) => history.replaceState(null, "", `#/${list}${id ? `/${id}` : ""}`),
});
view.show(tab || "overview", row || null);
