// Elements made of their parts: element("p", { class: "dim" }, "text") and drawn("rect", { width: 3 }).

const SVG = "http://www.w3.org/2000/svg";

export function element(name, attributes = {}, ...children) {
  return assembled(document.createElement(name), attributes, children);
}

export function drawn(name, attributes = {}, ...children) {
  return assembled(document.createElementNS(SVG, name), attributes, children);
}

function assembled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function")
      made.addEventListener(key.slice(2), value); // { onclick: … }
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}
