// Keys of all pages: "/" goes to search, "f" to that of the list, arrows move in tables, "x" chooses a row, Enter opens it.

const rows = () => [...document.querySelectorAll("table.list tbody tr")];

function current() {
  return document.activeElement?.closest?.("table.list tbody tr") ?? null;
}

// What a row is the row of: its first link that is no note beside it.
function linkOf(row) {
  return [...row.querySelectorAll("a[href]")].find((link) => !link.closest("small")) ?? null;
}

function focusRow(row) {
  (linkOf(row) ?? row.querySelector("input, button"))?.focus();
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  focusRow(all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches?.("input:not([type=checkbox]), textarea, select");
  if (isTyping) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/" || event.key === "f") {
    const field = event.key === "f" ? document.querySelector("[data-list-search]") : document.getElementById("search");
    if (!field) return;
    event.preventDefault();
    if (field.checkVisibility()) {
      field.focus();
      field.select();
    } else {
      document.querySelector("[data-opens=palette]")?.click();
    }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!rows().length) return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    const row = event.target.matches?.("input[type=checkbox]") ? current() : null;
    if (!row) return;
    event.preventDefault();
    linkOf(row)?.click();
  } else if (event.key === "x") {
    const box = current()?.querySelector("input[type=checkbox]");
    if (box) {
      box.checked = !box.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
});

// A list with bulk acts: one box for all rows, the number chosen beside the buttons.
for (const form of document.querySelectorAll("form.bulk")) {
  const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("thead input[type=checkbox]");
  const count = form.querySelector("[data-count]");
  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    if (count) count.textContent = chosen ? `${chosen} chosen` : "Choose rows";
    if (all) {
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && chosen < boxes().length;
    }
    for (const button of form.querySelectorAll("[data-needs-rows]")) button.disabled = chosen === 0;
  };
  all?.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}

// Codes that are pasted into a search, one on each line or from cells of a spreadsheet, stay apart.
document.addEventListener("paste", (event) => {
  if (!event.target.matches?.("#search, #palette-text, [data-list-search]")) return;
  const text = event.clipboardData.getData("text/plain").trim();
  if (!/[\t\n\r]/.test(text)) return;
  event.preventDefault();
  const codes = text.split(/[\t\n\r]+/).map((code) => code.trim()).filter(Boolean);
  event.target.setRangeText(codes.join(", "), event.target.selectionStart, event.target.selectionEnd, "end");
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
});

// An export has the rows that are chosen, or all of the list where none is.
const chosenRows = (name) => [...document.querySelectorAll("form.bulk tbody input:checked")].filter((box) => box.name === name);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-export]");
  if (!link) return;
  link.dataset.all ??= link.href;
  const address = new URL(link.dataset.all);
  for (const box of chosenRows(link.dataset.export)) address.searchParams.append("rows", box.value);
  link.href = address;
});

document.getElementById("export")?.addEventListener("toggle", (event) => {
  const words = event.target.querySelector("[data-export-words]");
  const count = chosenRows(event.target.querySelector("[data-export]").dataset.export).length;
  words.textContent = count ? `${count} chosen ${count === 1 ? "row" : "rows"}.` : "All rows that the list has now.";
});

// Forms of many rows: another one is a copy of the last, empty.
for (const button of document.querySelectorAll("[data-add-row]")) {
  button.addEventListener("click", () => {
    const list = document.getElementById(button.dataset.addRow);
    const total = list.querySelector("input[name$=TOTAL_FORMS]");
    const last = list.querySelector("[data-row]:last-of-type");
    const copy = last.cloneNode(true);
    for (const part of copy.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const value = part.getAttribute(attribute);
        if (value) part.setAttribute(attribute, value.replace(/-\d+-/, `-${total.value}-`));
      }
      if (part.matches("input:not([type=hidden])") && !/currency$/.test(part.name)) part.value = "";
    }
    for (const wrong of copy.querySelectorAll(".errorlist")) wrong.remove();
    last.after(copy);
    total.value = Number(total.value) + 1;
    copy.querySelector("input").focus();
  });
}
