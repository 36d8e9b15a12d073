// The colours that a person has chosen, before anything is painted. No module: it has to run first.
(() => {
  let chosen = "";
  try {
    chosen = localStorage.getItem("mingxi.theme") ?? "";
  } catch {
    // storage is shut: the colours are those of the system
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
