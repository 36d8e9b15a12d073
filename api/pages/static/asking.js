// How pages ask the service: with the key of whoever sits there, if one is needed, and with its refusals as errors.

import { element } from "./dom.js";
import { dialog } from "./keys.js";
import { session } from "./storage.js";
import { lang, say } from "./texts.js";

// What the service refuses, or that it does not answer: title and detail in the language of the page.
export class Refused extends Error {
  constructor(problem) {
    super(lang === "zh" ? problem.detail : problem.detail_en);
    this.title = lang === "zh" ? problem.title : problem.title_en;
    this.code = problem.code;
    this.status = problem.status;
  }
}

let asked = null; // the one dialog for a key, however many requests wait for it

// The answer of an address of the service; raises Refused. Where a key is needed, a person is asked for one.
export async function ask(address, options = {}) {
  const answer = await sent(address, options);
  if (answer.ok) return answer;
  const problem = await problemOf(answer);
  if (answer.status !== 401) throw new Refused(problem);
  session.set("key", null);
  asked ??= askForKey(problem).finally(() => (asked = null));
  if (!(await asked)) throw new Refused(problem);
  return ask(address, options);
}

export async function askJson(address, options) {
  return (await ask(address, options)).json();
}

async function sent(address, options) {
  const key = session.get("key");
  const headers = { ...options.headers, ...(key && { Authorization: `Bearer ${key}` }) };
  try {
    return await fetch(address, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    const [detail, title] = [say("unreachable_detail"), say("unreachable")];
    throw new Refused({ code: "unreachable", status: 0, title, title_en: title, detail, detail_en: detail });
  }
}

async function problemOf(answer) {
  try {
    return await answer.json();
  } catch {
    const title = `HTTP ${answer.status}`;
    return { code: "other", status: answer.status, title, title_en: title, detail: title, detail_en: title };
  }
}

// Whether a person has given a key, which is kept until the window is closed.
function askForKey(problem) {
  return new Promise((resolve) => {
    const why = new Refused(problem);
    const field = element("input", {
      type: "password",
      id: "key",
      autocomplete: "off",
      required: true,
      spellcheck: "false",
    });
    const form = element(
      "form",
      { method: "dialog" },
      element("p", {}, why.message),
      element("label", { for: "key" }, say("key")),
      field,
      element("p", { class: "dim" }, say("key_kept")),
      element("p", { class: "actions" }, element("button", {}, say("key_use"))),
    );
    let isGiven = false;
    form.addEventListener("submit", () => {
      session.set("key", field.value.trim());
      isGiven = field.value.trim() !== "";
    });
    dialog(why.title, [form], { onclose: () => resolve(isGiven) });
    field.focus();
  });
}
