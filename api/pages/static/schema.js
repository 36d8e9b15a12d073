// The shape of a record as the service publishes it, asked for once.

import { askJson } from "./asking.js";

const NAMES = { fact: "Fact", change: "Change", ratio: "Ratio", reason: "Reason", project: "Project", indicator: "Indicator" };
let shapes = null;

export async function loadSchema() {
  shapes ??= (await askJson("/v1/schema")).$defs;
}

// The values that a field may have; null stands for none.
export function enumOf(kind, name) {
  const shape = shapes[NAMES[kind]].properties[name];
  if (shape.enum) return shape.enum;
  const choices = shape.anyOf?.find((each) => each.enum)?.enum;
  return choices && [...choices, null];
}
