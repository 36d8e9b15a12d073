// Records count code points, JavaScript counts UTF-16 units: "𠮷a" is 2 of the ones and 3 of the others.
// This is the one place where they are converted.

const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/;
const EACH_ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/g;

export function isAstral(text) {
  return ASTRAL.test(text);
}

export function pointsIn(text) {
  return text.length - (text.match(EACH_ASTRAL)?.length ?? 0);
}

// How many units the first `points` code points take.
export function toUnits(text, points) {
  let units = 0;
  for (let point = 0; point < points && units < text.length; point += 1) units += sizeAt(text, units);
  return units;
}

// How many code points begin before a unit; one inside of a pair counts as its beginning.
export function toPoints(text, units) {
  let points = 0;
  for (let unit = 0; unit < units; points += 1) {
    unit += sizeAt(text, unit);
    if (unit > units) break;
  }
  return points;
}

export function slicePoints(text, start, end) {
  return isAstral(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);
}

function sizeAt(text, unit) {
  return text.codePointAt(unit) > 0xffff ? 2 : 1;
}
