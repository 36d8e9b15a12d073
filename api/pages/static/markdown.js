// The part of Markdown in which our own texts are written, as elements: headings, paragraphs, lists, tables, code.

import { element } from "./dom.js";

export function fromMarkdown(text) {
  const lines = text.split("\n");
  const made = [];
  for (let at = 0; at < lines.length; ) {
    const [taken, block] = blockAt(lines, at);
    if (block) made.push(block);
    at += taken;
  }
  return made;
}

// The block that begins at a line, and how many lines it takes.
function blockAt(lines, at) {
  const line = lines[at];
  if (line.trim() === "") return [1, null];
  const heading = /^(#{1,6}) (.*)/.exec(line);
  if (heading) return [1, element(`h${Math.min(6, heading[1].length + 1)}`, {}, inline(heading[2]))];
  if (line.startsWith("```")) {
    const end = until(lines, at + 1, (each) => each.startsWith("```"));
    return [end - at + 1, element("pre", { tabindex: "0" }, element("code", {}, lines.slice(at + 1, end).join("\n")))];
  }
  if (line.startsWith("|")) {
    const end = until(lines, at, (each) => !each.startsWith("|"));
    return [end - at, table(lines.slice(at, end))];
  }
  if (/^\s*([-*]|\d+\.) /.test(line)) {
    const end = until(lines, at, (each) => each.trim() === "" || (!/^\s*([-*]|\d+\.) /.test(each) && !/^\s+\S/.test(each)));
    return [end - at, list(lines.slice(at, end))];
  }
  const end = until(lines, at, (each) => each.trim() === "" || /^(#{1,6} |```|\||\s*([-*]|\d+\.) )/.test(each));
  const text = lines.slice(at, Math.max(end, at + 1)).map((each) => each.replace(/^> ?/, "")).join("\n");
  return [Math.max(1, end - at), element(line.startsWith(">") ? "blockquote" : "p", {}, inline(text))];
}

function until(lines, from, isEnd) {
  let at = from;
  while (at < lines.length && !isEnd(lines[at])) at += 1;
  return at;
}

function list(lines) {
  const items = [];
  for (const line of lines) {
    const found = /^\s*(?:[-*]|\d+\.) (.*)/.exec(line);
    if (found) items.push(found[1]);
    else items.push(`${items.pop()}\n${line.trim()}`);
  }
  return element(/^\s*\d/.test(lines[0]) ? "ol" : "ul", {}, items.map((item) => element("li", {}, inline(item))));
}

function table(lines) {
  const rows = lines.filter((line) => !/^\|[\s:|-]+$/.test(line)).map((line) => line.replace(/^\||\|\s*$/g, "").split("|").map((cell) => cell.trim()));
  const cells = (row, name) => element("tr", {}, row.map((cell) => element(name, {}, inline(cell))));
  const [head, ...body] = rows;
  return element("div", { class: "table-scroll", tabindex: "0" }, element("table", {}, element("thead", {}, cells(head, "th")), element("tbody", {}, body.map((row) => cells(row, "td")))));
}

// `code`, **strong** and [words](address), of which the address is not followed.
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((part) => {
    if (part.startsWith("`") && part.length > 2) return element("code", {}, part.slice(1, -1));
    if (part.startsWith("**") && part.length > 4) return element("strong", {}, part.slice(2, -2));
    const link = /^\[([^\]]+)\]\(/.exec(part);
    return link ? link[1] : part;
  });
}
