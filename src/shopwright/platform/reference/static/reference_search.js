/* Search as you type over the reference. The index is one file; a page read from disk has it from a script instead. */
(() => {
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[data-found]");
  const MOST = 30;
  let rows;
  let chosen = -1;

  const address = (kind, key) => form.dataset[kind].replace("{}", key);

  async function load() {
    if (rows) return;
    const index = globalThis.referenceIndex ?? (await (await fetch(form.dataset.find)).json());
    const row = (title, note, url, also = "") => ({ title, note, url, text: `${title} ${note} ${also}`.toLowerCase() });
    const operations = index.operations.map(([id, call, summary, area]) =>
      row(summary, call, address("operation", id), `${id} ${area}`));
    const webhooks = index.webhooks.map(([type, name, event]) =>
      row(`Webhook ${type} ${name}`, event, address("webhook", type)));
    const codes = index.codes.map(([number, meaning]) => row(`Code ${number}`, meaning, address("code", number)));
    const fields = index.fields.flatMap(([name, meaning, places]) =>
      places.map((place) => {
        const [id, , summary] = index.operations[place];
        return row(name, `${meaning} In ${summary}${places.length > 1 ? `, one of ${places.length} operations` : ""}.`, `${address("operation", id)}?field=${name}`);
      }));
    rows = [...operations, ...webhooks, ...codes, ...fields];
  }

  /* The smaller, the better: a title that is or begins as asked, then one that has the words, then other text. */
  function rank(row, words) {
    const title = row.title.toLowerCase();
    if (!words.every((word) => row.text.includes(word))) return -1;
    const asked = words.join(" ");
    if (title === asked || title === `code ${asked}`) return 0;
    if (title.startsWith(asked)) return 1;
    return words.every((word) => title.includes(word)) ? 2 : 3;
  }

  function find(words) {
    const ranked = [[], [], [], []];
    for (const row of rows) {
      const place = rank(row, words);
      if (place >= 0) ranked[place].push(row);
    }
    ranked[3].sort((first, second) => first.text.length - second.text.length); // what has little beside the words
    return ranked.flat().slice(0, MOST);
  }

  function option(row, number) {
    const item = document.createElement("li");
    item.id = `found-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = row.url;
    const title = document.createElement("span");
    title.textContent = row.title;
    const note = document.createElement("small");
    note.textContent = row.note;
    item.append(title, note);
    return item;
  }

  function choose(number) {
    const items = list.children;
    chosen = items.length ? (number + items.length) % items.length : -1;
    [...items].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", items[chosen].id);
    items[chosen].scrollIntoView({ block: "nearest" });
  }

  function show(isOpen) {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
  }

  async function search() {
    try {
      await load();
    } catch {
      status.textContent = "The search cannot be loaded. Load the page again, or use the list below.";
      return;
    }
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean); // now, as more may have been typed meanwhile
    if (!words.length) return show(false);
    const hits = find(words);
    list.replaceChildren(...hits.map(option));
    status.textContent = hits.length ? `${hits.length}${hits.length === MOST ? " or more" : ""} found` : "Nothing found";
    show(hits.length > 0);
    choose(0);
  }

  input.addEventListener("focus", () => load().catch(() => {}), { once: true });
  input.addEventListener("input", search);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      show(false);
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!rows) await search();
    if (!list.hidden && chosen >= 0) location.assign(list.children[chosen].dataset.url);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-url]");
    if (item) location.assign(item.dataset.url);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
  }, { capture: true });

  /* An answer of the search about a field leads to its first row. */
  const field = new URLSearchParams(location.search).get("field");
  if (field) {
    const row = [...document.querySelectorAll(".fields tr[id]")].find((each) => each.id.split(/[-.]/).pop() === field);
    if (row) location.hash = row.id;
  }
})();
