// Lists: rows are ticked and acted on together, with what is left in sight; columns are chosen, and views are kept.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const form = $("form[data-bulk]");
const table = () => $("table[data-rows]");
const name = location.pathname.split("/").pop();
const many = (count, noun) => `${count.toLocaleString()} ${noun}${count === 1 ? "" : "s"}`;

/** How many rows one request acts on: few enough that the progress moves. */
const PART = 10;

// Selection: kept while the list is refreshed under it.
const picked = new Set();

function show() {
  for (const box of $$("[data-pick]")) box.checked = picked.has(box.value);
  for (const row of $$("tr[data-key]", table() ?? document)) row.classList.toggle("picked", picked.has($("[data-pick]", row)?.value));
  if (!form) return;
  const boxes = $$("[data-pick]"), all = $("[data-pick-all]");
  const ticked = boxes.filter((box) => box.checked).length;
  if (all) { all.checked = ticked > 0 && ticked === boxes.length; all.indeterminate = ticked > 0 && ticked < boxes.length; }
  const noun = form.dataset.noun;
  $("[data-count]", form).textContent = many(picked.size, noun);
  for (const words of $$("[data-count-again]", form)) words.textContent = many(picked.size, noun);
  $("[data-pick-matching]", form).hidden = !(all?.checked && $(".foot a, .note a", table().parentElement));
  form.toggleAttribute("data-some", picked.size > 0);
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-pick]")) box.checked ? picked.add(box.value) : picked.delete(box.value);
  else if (box.matches("[data-pick-all]")) for (const pick of $$("[data-pick]")) box.checked ? picked.add(pick.value) : picked.delete(pick.value);
  else if (box.matches("[data-column]")) return choose(box);
  else return;
  show();
});

document.addEventListener("put", () => { hideColumns(); show(); });

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const box = $("[data-pick]", document.activeElement.closest("tr") ?? document.createElement("p"));
  if (box) { event.preventDefault(); box.click(); }
});

form?.addEventListener("click", async (event) => {
  if (event.target.closest("[data-pick-none]")) { picked.clear(); show(); }
  const button = event.target.closest("[data-pick-matching]");
  if (!button) return;
  button.disabled = true;
  try {
    const reply = await fetch(form.dataset.ids);
    if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
    for (const id of await reply.json()) picked.add(id);
  } catch (error) { tell("late", `The list could not be read: ${error.message}.`); }
  button.disabled = false;
  show();
});

// Acts: in parts, so that a thousand rows show how far they are and can be stopped.
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const act = event.submitter, ids = [...picked];
  act.closest("[popover]")?.hidePopover();
  if (!ids.length) return tell("late", "No row is ticked.");
  const progress = $(".bulk-progress", form), bar = $("progress", progress), words = $("span", progress);
  const inputs = $$("[data-bulk-input]", form).map((input) => [input.name, input.value]);
  const buttons = $$("button", form), refused = [];
  let done = 0, sent = 0, stopped = "";
  buttons.forEach((button) => { button.disabled = true; });
  progress.hidden = false;
  bar.max = ids.length;
  for (; sent < ids.length && !stopped; sent += PART) {
    bar.value = sent;
    words.textContent = `${sent} of ${ids.length}, ${ids.length - sent} left${refused.length ? `, ${refused.length} refused` : ""}`;
    const part = ids.slice(sent, sent + PART);
    const body = new URLSearchParams([["form_token", form.elements.form_token.value], ["act", act.value], ...inputs, ...part.map((id) => ["id", id])]);
    try {
      const reply = await fetch(form.action, { method: "POST", body, headers: { "x-fragment": "1" } });
      if (reply.headers.has("x-refusal") || !reply.ok) throw new Error(await reason(reply));
      const result = await reply.json();
      done += result.done;
      refused.push(...result.refused);
      const kept = new Set(result.refused.map((refusal) => refusal.id));
      for (const id of part) if (!kept.has(id)) picked.delete(id);
    } catch (error) { stopped = error.message; }
  }
  progress.hidden = true;
  buttons.forEach((button) => { button.disabled = false; });
  const label = act.firstChild.textContent.trim();
  tell(refused.length || stopped ? "late" : "done", `${label}: done for ${many(done, form.dataset.noun)}${refused.length ? `, refused for ${refused.length}, which stay ticked` : ""}.${stopped ? ` Stopped: ${stopped}` : ""}`, refused);
  show();
  document.dispatchEvent(new CustomEvent("touch", { detail: "restored" }));
});

async function reason(reply) {
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  return $("strong", page)?.textContent ?? `HTTP ${reply.status}`;
}

function tell(look, text, refused = []) {
  const box = $("[data-bulk-result]"), note = document.createElement("div");
  note.className = `note ${look}`;
  const words = document.createElement("p");
  words.textContent = text;
  note.append(words);
  if (refused.length) {
    const fold = document.createElement("details"), summary = document.createElement("summary"), rows = document.createElement("ul");
    summary.textContent = "What was refused";
    for (const refusal of refused.slice(0, 200)) {
      const row = document.createElement("li");
      row.textContent = `${refusal.id}: ${refusal.message} (${refusal.code})`;
      rows.append(row);
    }
    fold.append(summary, rows);
    note.append(fold);
  }
  const close = Object.assign(document.createElement("button"), { type: "button", className: "ghost", textContent: "Dismiss" });
  close.onclick = () => box.replaceChildren();
  note.append(close);
  box.replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
}

// Columns: which are shown is remembered for each list.
const COLUMNS = `columns:${name}`;
const stored = (key, otherwise) => { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } };

function hideColumns() {
  const off = new Set(stored(COLUMNS, []));
  const heads = $$("thead th", table() ?? document.createElement("p"));
  heads.forEach((head, at) => {
    const isOff = off.has(head.textContent.trim());
    for (const row of $$("tr", table())) if (row.cells[at]) row.cells[at].hidden = isOff;
  });
  const menu = $("[data-columns]");
  if (!menu || menu.children.length) return;
  for (const head of heads.filter((cell) => !cell.matches(".pick"))) {
    const words = head.textContent.trim(), label = document.createElement("label");
    label.className = "choice";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", value: words, checked: !off.has(words) });
    box.dataset.column = "";
    label.append(box, words);
    menu.append(label);
  }
}

function choose(box) {
  const off = new Set(stored(COLUMNS, []));
  box.checked ? off.delete(box.value) : off.add(box.value);
  localStorage.setItem(COLUMNS, JSON.stringify([...off]));
  hideColumns();
}

// Views: an address with its filters under a name, in this browser.
const VIEWS = `views:${name}`;

function showViews() {
  const box = $("[data-views]"), views = stored(VIEWS, []);
  if (!box) return;
  box.hidden = !views.length;
  box.replaceChildren(...views.map(([words, query], at) => {
    const chip = document.createElement("span"), link = document.createElement("a"), drop = document.createElement("button");
    chip.className = "chip view";
    Object.assign(link, { href: location.pathname + query, textContent: words });
    Object.assign(drop, { type: "button", className: "ghost", textContent: "×", ariaLabel: `Forget the view ${words}` });
    drop.onclick = () => { localStorage.setItem(VIEWS, JSON.stringify(views.toSpliced(at, 1))); showViews(); };
    chip.append(link, drop);
    return chip;
  }));
}

$("[data-keep-view]")?.addEventListener("click", () => {
  const words = prompt("Name of the view that the filters make:", $$(".chip[aria-current]").map((chip) => chip.firstChild.textContent.trim() || chip.textContent.trim()).join(", "));
  if (!words) return;
  localStorage.setItem(VIEWS, JSON.stringify([...stored(VIEWS, []), [words.slice(0, 60), location.search]]));
  showViews();
});

hideColumns();
showViews();
show();
