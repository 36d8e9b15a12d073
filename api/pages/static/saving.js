// Results taken away: each in the format that the service writes, under the name of its document.

import { ask } from "./asking.js";
import { element } from "./dom.js";
import { toast } from "./notices.js";
import { lang, say } from "./texts.js";

const FORMS = [
  ["excel", "xlsx", "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["csv", "zip", "", "application/zip"],
  ["json", "json", "", "application/json"],
  ["report", "html", "/report", "text/html"],
];

// A menu of what a document can be saved as; `address` is that of its record.
export function savingMenu(address, name) {
  const items = FORMS.map(([form, suffix, path, type]) =>
    element(
      "li",
      {},
      element(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: (event) => {
            event.currentTarget.closest("details").open = false;
            save(`${address}${path}?include=text&lang=${lang}`, type, `${stemOf(name)}.${suffix}`);
          },
        },
        say(`save_${form}`),
      ),
    ),
  );
  const menu = element(
    "details",
    { class: "menu" },
    element("summary", { class: "button" }, say("save")),
    element("ul", {}, items),
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.firstElementChild.focus();
  });
  menu.addEventListener(
    "focusout",
    (event) => event.relatedTarget && !menu.contains(event.relatedTarget) && (menu.open = false),
  );
  return menu;
}

async function save(address, type, name) {
  try {
    const content = await (await ask(address, { headers: { Accept: type } })).blob();
    const url = URL.createObjectURL(content);
    element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    toast(`${error.title ?? ""} ${error.message}`.trim(), { isAlarm: true });
  }
}

function stemOf(name) {
  return name.replace(/\.[^.]{1,5}$/, "").replace(/[\\/:*?"<>|]/g, "_") || "mingxi";
}
