// What stands on every page: the switches of language and colours.

import { choices } from "./storage.js";

const YEAR_S = 31_536_000;

export function openShell() {
  for (const each of document.querySelectorAll("[data-lang]")) {
    each.addEventListener("click", () => {
      document.cookie = `mingxi_lang=${each.dataset.lang}; path=/; max-age=${YEAR_S}; SameSite=Strict`;
      location.reload();
    });
  }
  const themes = document.getElementById("theme");
  themes.value = document.documentElement.dataset.theme ?? "system";
  themes.addEventListener("change", () => {
    const chosen = themes.value === "system" ? null : themes.value;
    choices.set("theme", chosen);
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
  });
}
