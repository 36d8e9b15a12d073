// What a field is edited with: a choice, a list to type into, a number. Enter takes it, Escape leaves it.

import { element } from "./dom.js";
import { conceptName, concepts, say, word } from "./texts.js";

// control(field, row, { done(value), left() }) → the element to type into
export function control(field, row, { done, left }) {
  const value = row[field.name];
  const made = (makers[field.form] ?? makers.text)(field, value);
  let isOver = false;
  const end = (then) => {
    if (isOver) return;
    isOver = true;
    then();
  };
  made.classList.add("field-control");
  made.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") end(left);
    else if (event.key === "Enter") end(() => done(read(field, made.value)));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  made.addEventListener("blur", () => end(made.value === made.dataset.was ? left : () => done(read(field, made.value))));
  made.dataset.was = made.value;
  return made;
}

const makers = {
  choice: ({ values }, value) => element("select", {}, values.map((each) =>
    element("option", { value: each ?? "", selected: each === value }, each === null ? "—" : word(each)))),
  concept: (_, value) => {
    const known = element("datalist", { id: "concepts" }, concepts().map(([id, name]) => element("option", { value: id }, name)));
    document.getElementById("concepts")?.remove();
    document.body.append(known);
    return input({ list: "concepts", value: value ?? "", placeholder: say("concept_hint"), title: conceptName(value) });
  },
  whole: (_, value) => input({ inputmode: "numeric", value: value ?? "", pattern: "[0-9]{0,4}" }),
  number: (_, value) => input({ inputmode: "decimal", value: value ?? "" }),
  quantity: (_, value) => input({ value: value?.value ?? "", placeholder: say("figure_hint") }),
  target: (_, value) => input({ value: value?.value ?? "", placeholder: say("figure_hint") }),
  text: (_, value) => input({ value: value ?? "" }),
};

function input(attributes) {
  return element("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
}

// What was typed as the value of a field; undefined where it cannot be one.
function read({ form }, typed) {
  const text = typed.trim();
  if (form === "quantity" || form === "target") return text;
  if (text === "") return null;
  if (form === "whole") return /^\d{4}$/.test(text) ? Number(text) : undefined;
  if (form === "number") return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
  if (form === "concept") return concepts().some(([id]) => id === text) ? text : concepts().find(([, name]) => name === text)?.[0];
  return text;
}
