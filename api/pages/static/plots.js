// Plots drawn as SVG: bars, lines, flows and waterfalls, each with its table for those who do not see it.
// A point is { label, value, printed, hue, id }; with `id` it can be picked.

import { drawn, element } from "./dom.js";
import { say } from "./texts.js";

const EM = 13; // pixels, as in plots.css
const NARROW = 460; // pixels below which labels stand above what they name

export function bars(title, points, onpick) {
  const most = Math.max(...points.map((point) => point.most ?? point.value), 0); // a share has its own scale
  return figure(title, points, onpick, (width) => {
    const shapes = points.map((point, index) => {
      const [y, length] = [index * 40, (Math.max(0, point.value) / (most || 1)) * width];
      return spot(
        point,
        onpick,
        target(width, y, 38),
        drawn("text", { x: 0, y: y + 14 }, cut(point.label, width - widthOf(point.printed) - 2 * EM)),
        drawn("text", { x: width, y: y + 14, class: "figure-number", "text-anchor": "end" }, point.printed),
        drawn("rect", { x: 0, y: y + 21, width, height: 8, rx: 2, class: "track" }),
        drawn("rect", {
          x: 0,
          y: y + 21,
          width: Math.max(1, length),
          height: 8,
          rx: 2,
          class: `fill-${point.hue ?? 1}`,
        }),
      );
    });
    return canvas(width, points.length * 40, shapes);
  });
}

// From one total to another by steps: the first and last point are totals, the others what was added or taken away.
export function waterfall(title, points, onpick) {
  const levels = [];
  points.reduce((level, point, index) => {
    const isTotal = index === 0 || index === points.length - 1;
    const next = isTotal ? point.value : level + point.value;
    levels.push(isTotal ? [null, next] : [level, next]);
    return next;
  }, 0);
  const all = levels.flat().filter((each) => each !== null);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  // Steps of a few percent could not be seen on a scale from zero, so one that is cut says so.
  const origin = low > 0 && low > (high - low) * 2 ? low - (high - low) * 0.35 : Math.min(0, low);
  const note = origin > 0 ? say("cut_scale") : "";
  return figure(
    title,
    points,
    onpick,
    (width) => {
      const room = width < NARROW ? width : width * 0.62;
      const left = width - room;
      const height = left ? 32 : 46;
      const at = (value) => left + ((value - origin) / (high - origin || 1)) * (room - 2);
      const shapes = points.map((point, index) => {
        const [from, to] = levels[index];
        const [start, end] = [Math.min(at(from ?? origin), at(to)), Math.max(at(from ?? origin), at(to))];
        const y = index * height;
        const kind = from === null ? "total" : point.value < 0 ? "less" : "more";
        const bar = {
          x: start,
          y: y + (left ? 7 : 25),
          width: Math.max(2, end - start),
          height: 16,
          rx: 2,
          class: kind,
        };
        const isLeft = left && end + widthOf(point.printed) + 8 > width;
        const number = left
          ? { x: isLeft ? start - 6 : end + 6, y: y + 20, "text-anchor": isLeft ? "end" : "start" }
          : { x: width, y: y + 16, "text-anchor": "end" };
        const isInside = isLeft && start - widthOf(point.printed) - 8 < left;
        const inside = isInside && { x: end - 6, class: "figure-number inside" };
        return spot(
          point,
          onpick,
          target(width, y, height),
          drawn(
            "text",
            { x: 0, y: y + (left ? 20 : 16) },
            cut(point.label, (left || room - widthOf(point.printed)) - EM),
          ),
          drawn("rect", bar),
          index < points.length - 1 &&
            drawn("line", { x1: at(to), x2: at(to), y1: bar.y + 16, y2: bar.y + height, class: "thread" }),
          drawn("text", { class: "figure-number", ...number, ...inside }, point.printed),
        );
      });
      return canvas(width, points.length * height, shapes);
    },
    note,
  );
}

// What flows into a middle and out of it: flows("收支", sources, { label, printed }, uses).
export function flows(title, sources, middle, uses, onpick) {
  return figure(title, [...sources, ...uses], onpick, (width) => {
    const total = Math.max(sum(sources), sum(uses)) || 1;
    const scale = 180 / total;
    const slot = (point) => Math.max(point.value * scale, 34) + 8; // room for the words beside a thin node
    const heights = [sources, uses].map((points) => points.reduce((all, point) => all + slot(point), 0));
    const height = Math.max(...heights, sum(sources) * scale, sum(uses) * scale);
    const [bar, center] = [10, width / 2];
    const middleHeight = Math.max(sum(sources), sum(uses)) * scale;
    const middleTop = (height - middleHeight) / 2;
    const sides = [
      [sources, 0, 1],
      [uses, width - bar, -1],
    ].map(([points, x, side]) => {
      let [top, inner] = [(height - heights[side > 0 ? 0 : 1]) / 2, middleTop];
      return points.map((point) => {
        const tall = Math.max(1.5, point.value * scale);
        const y = top + (slot(point) - tall) / 2;
        const ribbon = ribbonOf(side > 0 ? x + bar : x, y, center - side * bar * 0.5, inner, tall);
        const words = { x: x + (side > 0 ? bar + 7 : -7), "text-anchor": side > 0 ? "start" : "end" };
        const middleY = y + tall / 2;
        const shape = spot(
          point,
          onpick,
          drawn("path", { d: ribbon, class: `ribbon fill-${point.hue ?? 1}` }),
          drawn("rect", { x, y, width: bar, height: tall, class: `fill-${point.hue ?? 1}` }),
          drawn("text", { ...words, y: middleY - 2 }, cut(point.label, width / 2 - 5 * EM)),
          drawn("text", { ...words, y: middleY + 14, class: "figure-number small" }, point.printed),
        );
        top += slot(point);
        inner += point.value * scale;
        return shape;
      });
    });
    const trunk = drawn("rect", {
      x: center - bar / 2,
      y: middleTop,
      width: bar,
      height: middleHeight,
      class: "total",
    });
    const label = drawn(
      "text",
      { x: center, y: height + 16, "text-anchor": "middle", class: "strong" },
      `${middle.label} ${middle.printed}`,
    );
    return canvas(width, height + 26, [...sides.flat(), trunk, label]);
  });
}

// Values over time: lines("支出", ["2022", "2023"], [{ label, hue, values: [1, null], printed: ["1元", ""] }]).
export function lines(title, ticks, series) {
  const points = series.flatMap(({ label, values, printed }) =>
    values.map((value, place) => ({ label: `${label} ${ticks[place]}`, value, printed: printed[place] })),
  );
  return figure(
    title,
    points.filter((point) => point.value !== null),
    null,
    (width) => {
      const [height, left, top] = [200, 8, 22];
      const all = series.flatMap(({ values }) => values).filter((value) => value !== null);
      const [low, high] = [Math.min(0, ...all), Math.max(...all)];
      const x = (place) =>
        left + (ticks.length > 1 ? (place / (ticks.length - 1)) * (width - 2 * left) : (width - 2 * left) / 2);
      const y = (value) => top + (1 - (value - low) / (high - low || 1)) * (height - top);
      const shapes = series.flatMap(({ values, printed, hue = 1 }) => {
        const known = values.map((value, place) => [value, place]).filter(([value]) => value !== null);
        const path = known.map(([value, place], index) => `${index ? "L" : "M"}${x(place)},${y(value)}`).join(" ");
        return [
          drawn("path", { d: path, class: `curve stroke-${hue}` }),
          ...known.flatMap(([value, place]) => [
            drawn("circle", { cx: x(place), cy: y(value), r: 3.5, class: `fill-${hue}` }),
            drawn(
              "text",
              {
                x: x(place),
                y: y(value) - 9,
                "text-anchor": anchor(place, ticks.length),
                class: "figure-number small",
              },
              printed[place],
            ),
          ]),
        ];
      });
      const names = ticks.map((tick, place) =>
        drawn(
          "text",
          { x: x(place), y: height + 20, "text-anchor": anchor(place, ticks.length), class: "small" },
          tick,
        ),
      );
      const base = drawn("line", { x1: 0, x2: width, y1: y(low), y2: y(low), class: "axis" });
      return canvas(width, height + 28, [base, ...shapes, ...names]);
    },
  );
}

// How often something came true, by how sure it was said to be: points of { label, confidence, accuracy, rows, printed, hue }.
export function reliability(title, points) {
  return figure(title, points, null, (width) => {
    const [height, left, top] = [260, 44, 18];
    const [x, y] = [(share) => left + share * (width - left - 12), (share) => top + (1 - share) * height];
    const most = Math.max(...points.map((point) => point.rows));
    const grid = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      drawn("line", { x1: x(0), x2: x(1), y1: y(share), y2: y(share), class: "grid" }),
      drawn("text", { x: left - 8, y: y(share) + 4, "text-anchor": "end", class: "small" }, `${share * 100}%`),
      drawn("text", { x: x(share), y: y(0) + 18, "text-anchor": share === 1 ? "end" : "middle", class: "small" }, `${share * 100}%`),
    ]);
    const ideal = drawn("line", { x1: x(0), y1: y(0), x2: x(1), y2: y(1), class: "thread" });
    const spots = points.map((point) => spot(point, null, drawn("circle", {
      cx: x(point.confidence), cy: y(point.accuracy), r: 4 + 10 * Math.sqrt(point.rows / most), class: `fill-${point.hue} see-through` })));
    return canvas(width, top + height + 26, [...grid, ideal, ...spots]);
  });
}

// A plot under its title, drawn anew for every width, and the numbers behind it as a table.
function figure(title, points, onpick, draw, note = "") {
  const room = element("div", { class: "plot" });
  const lines = points.map((point) =>
    element("tr", {}, element("th", { scope: "row" }, point.label), element("td", {}, point.printed)),
  );
  const table = element(
    "details",
    {},
    element("summary", {}, say("as_table")),
    element("table", { class: "plot-table" }, element("tbody", {}, lines)),
  );
  const made = element(
    "figure",
    {},
    element("figcaption", {}, title, note && element("span", { class: "dim" }, note)),
    room,
    table,
  );
  let drawnWidth = 0;
  new ResizeObserver(() => {
    const width = Math.floor(room.clientWidth);
    if (width < 40 || width === drawnWidth) return;
    drawnWidth = width;
    const svg = draw(width);
    if (!onpick) svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", title);
    room.replaceChildren(svg);
  }).observe(room);
  return made;
}

function canvas(width, height, shapes) {
  return drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group" }, shapes);
}

// The shapes of one point, with its whole name for the pointer and for those who hear it.
function spot(point, onpick, ...shapes) {
  const words = `${point.label} ${point.printed}`;
  const title = drawn("title", {}, words);
  if (!onpick || !point.id) return drawn("g", {}, title, shapes);
  const made = drawn("g", { class: "spot", tabindex: "0", role: "button", "aria-label": words }, title, shapes);
  made.addEventListener("click", () => onpick(point.id));
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onpick(point.id);
  });
  return made;
}

// The whole line of a point takes the pointer, not only its ink.
function target(width, y, height) {
  return drawn("rect", { x: 0, y, width, height, class: "target" });
}

function ribbonOf(x0, y0, x1, y1, tall) {
  const middle = (x0 + x1) / 2;
  const over = `M${x0},${y0} C${middle},${y0} ${middle},${y1} ${x1},${y1} V${y1 + tall}`;
  return `${over} C${middle},${y1 + tall} ${middle},${y0 + tall} ${x0},${y0 + tall} Z`;
}

function anchor(place, length) {
  return length === 1 ? "middle" : place === 0 ? "start" : place === length - 1 ? "end" : "middle";
}

function sum(points) {
  return points.reduce((total, point) => total + point.value, 0);
}

// About how wide a text is: a Chinese character is as wide as it is tall.
function widthOf(text) {
  return [...text].reduce((width, char) => width + (char > "\u2e7f" ? EM : EM * 0.58), 0);
}

function cut(text, room) {
  if (widthOf(text) <= room) return text;
  const chars = [...text];
  while (chars.length > 1 && widthOf(chars.join("")) + EM > room) chars.pop();
  return `${chars.join("")}…`;
}
