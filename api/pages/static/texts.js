// What a page says, in the language in which it was served: say("page", { page: 3 }), word("increase").

const given = JSON.parse(document.getElementById("texts").textContent);

export const lang = given.lang;

export function say(key, values = {}) {
  const text = given.texts[key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

// A value of a record in words; one that has none stays as it is.
export function word(value) {
  return given.words[value] ?? value ?? "";
}

export function count(number) {
  return number.toLocaleString(lang === "zh" ? "zh-CN" : "en");
}

// What the list of a record and its columns are called: the same as in workbooks.
export function listName(list) {
  return given.lists[list];
}

export function caption(list, key) {
  return given.captions[list][key];
}

export function conceptName(id) {
  return given.concepts[id] ?? id ?? "";
}

export function concepts() {
  return Object.entries(given.concepts);
}
