// The keyboard: what has the focus, where it goes, and the shortcuts.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

const PLACES = { o: "", c: "portal/requests", n: "portal/deliveries", a: "portal/apps", s: "portal/shops", r: "reference", d: "portal/docs" }; // below the root
let pressedG = 0;

function step(by) {
  const links = $$("[data-rows] tbody tr .what a").filter((link, at, all) => all.findIndex((other) => other.closest("tr") === link.closest("tr")) === at);
  const at = links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  links[at < 0 ? 0 : Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  if (event.key === "/") { event.preventDefault(); ($("[data-search]") ?? $("#search"))?.focus(); }
  else if (event.key === "?") $("#keys").showModal();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!$("[data-rows]") || event.target.closest("dialog, pre")) return;
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "g") pressedG = Date.now();
  else if (event.key in PLACES && Date.now() - pressedG < 1500) location.href = document.body.dataset.root + PLACES[event.key];
});

