// A sheet of cells: arrows up and down and Enter move within the column.

for (const table of document.querySelectorAll("table.sheet")) {
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
    const cell = event.target.closest?.("td");
    if (!step || !cell || !event.target.matches("input")) return;
    event.preventDefault();
    const at = cell.cellIndex;
    let row = cell.parentElement;
    do {
      row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    } while (row && !row.cells[at].querySelector("input"));
    const next = row?.cells[at].querySelector("input:not([type=hidden])");
    next?.focus();
    next?.select();
  });
}
