/* Search as you type over the reference. The index is one file; a page read from disk has it from a script instead. */
(() => {
  const form = document.querySelector("[data-find]");
  if (!form) return;
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[data-found]");
  const MOST = 30;
  /* How many of a kind are shown while other kinds have something too. */
  const SHARE = { operation: 14, webhook: 4, code: 6, guide: 3, door: 3, field: 6, value: 3 };
  /* Ranks, the smaller, the better: of what is called exactly so, of titles that hold the words, of other text that does. */
  const EXACT = 0;
  const IN_PATH = 1;
  const IN_TITLE = { operation: 2, webhook: 2, code: 4, guide: 5, door: 6, field: 8, value: 10 };
  const FIELD_OF_OPERATION = 3;
  const IN_TEXT = { operation: 7, webhook: 7, code: 4, guide: 5, door: 6, field: 9, value: 10 };
  let index;
  let rows;
  let vocabulary;
  let chosen = -1;

  const address = (kind, key) => form.dataset[kind].replace("{}", key);
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const wordsOf = (text) =>
    text.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  /* A row: `names` are what it is called, of which one can be typed exactly; `head` has the words that count most, and
     `text` what else tells of it. */
  function row(kind, url, { title, note, names = [title], head = names[0], text = "", paths = [], isBuilt = true }) {
    const words = wordsOf(head);
    const more = [...words, ...names.flatMap(wordsOf), ...wordsOf(text)];
    const exact = [...names, ...paths, ...paths.map((path) => path.replace(/^[A-Z]+ /, ""))].map(plain);
    return { kind, url, title, note, words, more, exact, paths: paths.map((path) => path.toLowerCase()), isBuilt };
  }

  const titleOf = (place) => (place < 0 ? `Webhook ${-place}` : index.operations[place][2]);
  const pageOf = (place) =>
    place < 0 ? address("webhook", String(-place)) : address("operation", index.operations[place][0]);
  const fieldPage = (place, name) => `${pageOf(place)}?field=${name}`;

  function rowsOf() {
    const operations = index.operations.map(([id, call, title, group, isBuilt, older]) =>
      row("operation", address("operation", id), {
        title, note: isBuilt ? call : `${call}, not built`, names: [title, id], text: `${group} ${call}`,
        paths: [call, ...older], isBuilt: isBuilt > 0,
      }));
    const webhooks = index.webhooks.map(([type, name, event]) =>
      row("webhook", address("webhook", type), { title: `Webhook ${type} ${name}`, note: event, names: [`Webhook ${type} ${name}`, name, event] }));
    const codes = index.codes.map(([number, meaning, said]) =>
      row("code", address("code", number), { title: `Code ${number}`, note: meaning, names: [`Code ${number}`, `${number}`], head: `Code ${number} ${meaning}`, text: said }));
    const guides = index.guides.map(([key, title, also]) =>
      row("guide", address("guide", key), { title, note: `The documentation, ${key}`, text: `${also} ${key}` }));
    const doors = index.doors.map(([call, summary, place]) =>
      row("door", typeof place === "string" ? address("guide", place) : `${pageOf(place)}#versions`, {
        title: call, note: typeof place === "string" ? `${summary}: the Business door` : `${summary}: the plain door to ${titleOf(place)}`,
        names: [call], text: summary, paths: [call],
      }));
    const fields = index.fields.map(([name, meaning, places]) =>
      row("field", fieldPage(places[0], name), { title: name, note: `${meaning} ${whereIs(places)}`, text: meaning }));
    const values = index.values.map(([value, names, place]) =>
      row("value", fieldPage(place, names[0]), { title: value, note: `A value of ${names.slice(0, 4).join(", ")}${names.length > 4 ? ", …" : ""}. First in ${titleOf(place)}.` }));
    return [...operations, ...webhooks, ...codes, ...guides, ...doors, ...fields, ...values];
  }

  function whereIs(places) {
    const calls = places.filter((place) => place >= 0).length;
    const hooks = places.length - calls;
    const counted = (count, word) => (count ? [`${count} ${word}${count > 1 ? "s" : ""}`] : []);
    return `In ${[...counted(calls, "operation"), ...counted(hooks, "webhook")].join(" and ")}, first in ${titleOf(places[0])}.`;
  }

  async function load() {
    if (rows) return;
    index = globalThis.referenceIndex ?? (await (await fetch(form.dataset.find)).json());
    const made = rowsOf();
    vocabulary = new Set(made.flatMap((each) => [...each.words, ...each.more]).filter((word) => word.length > 3 && !/\d/.test(word)));
    rows = made;
  }

  const begins = (words, word) => words.some((each) => each.startsWith(word));
  const holds = (words, asked) => asked.every((word) => begins(words, word) || (word.length > 4 && word.endsWith("s") && begins(words, word.slice(0, -1))));

  function rank(each, asked) {
    if (each.exact.includes(asked.plain) && (each.kind !== "value" || each.title === asked.text)) return EXACT;
    if (asked.path && each.paths.some((path) => path.includes(asked.path))) return IN_PATH;
    if (holds(each.words, asked.words)) return IN_TITLE[each.kind];
    return holds(each.more, asked.words) ? IN_TEXT[each.kind] : -1;
  }

  /* "create product title": the field, in the operation that the other words name. */
  function fieldsOfOperations(words) {
    if (words.length < 2) return [];
    return index.fields.flatMap(([name, meaning, places]) => {
      const own = wordsOf(name);
      if (!own.every((word) => words.includes(word)) || own.length === words.length) return [];
      const others = words.filter((word) => !own.includes(word));
      const fits = places.filter((place) => place >= 0 && others.length && holds(wordsOf(titleOf(place)), others));
      fits.sort((first, second) => titleOf(first).length - titleOf(second).length);
      return fits.slice(0, 3).map((place) =>
        ({ ...row("field", fieldPage(place, name), { title: name, note: `${meaning} In ${titleOf(place)}.`, isBuilt: index.operations[place][4] > 0 }), rank: FIELD_OF_OPERATION }));
    });
  }

  /* Built before not built, whole words before beginnings of words, and what has little beside the words first. */
  function before(first, second, asked) {
    const whole = (each) => asked.words.filter((word) => each.words.includes(word)).length;
    return first.rank - second.rank || second.isBuilt - first.isBuilt || whole(second) - whole(first) || first.words.length - second.words.length;
  }

  function ranked(text) {
    const asked = { text, words: wordsOf(text), plain: plain(text), path: text.includes("/") ? text.replace(/^[a-z]+\s+/i, "").toLowerCase() : "" };
    if (!asked.plain) return [];
    const hits = fieldsOfOperations(asked.words);
    for (const each of rows) {
      const place = rank(each, asked);
      if (place >= 0) hits.push({ ...each, rank: place });
    }
    hits.sort((first, second) => before(first, second, asked));
    const counts = {};
    const isWithinShare = (each) => (counts[each.kind] = (counts[each.kind] ?? 0) + 1) <= SHARE[each.kind];
    const [shared, rest] = [[], []];
    for (const each of hits) (isWithinShare(each) ? shared : rest).push(each);
    return [...shared, ...rest].slice(0, MOST).sort((first, second) => before(first, second, asked));
  }

  /* Whether one is made of the other by a letter more, less, other, or by two that change places. */
  function isSlip(first, second) {
    if (Math.abs(first.length - second.length) > 1) return false;
    let at = 0;
    while (at < first.length && first[at] === second[at]) at++;
    const [left, right] = [first.slice(at), second.slice(at)];
    return left.slice(1) === right.slice(1) || left.slice(1) === right || left === right.slice(1)
      || (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2));
  }

  /* Words that nothing begins with, as they may have been meant; a short one is left as it is. */
  function mended(text) {
    return wordsOf(text).map((word) => {
      if (word.length < 5 || [...vocabulary].some((known) => known.startsWith(word))) return word;
      const near = [...vocabulary].filter((known) => isSlip(word, known));
      return near.sort((first, second) => uses(second) - uses(first))[0] ?? word;
    }).join(" ");
  }

  const uses = (word) => rows.filter((each) => each.kind === "operation" && each.words.includes(word)).length;

  function option(each, number) {
    const item = document.createElement("li");
    item.id = `found-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.url = each.url;
    item.dataset.kind = each.kind;
    const title = document.createElement("span");
    title.textContent = each.title;
    const note = document.createElement("small");
    note.textContent = each.note;
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

  /* What is said of the result; it is seen where the list does not speak for itself. */
  function say(words, isSeen = false) {
    status.textContent = words;
    status.classList.toggle("sr", !isSeen);
  }

  async function search() {
    try {
      await load();
    } catch {
      return say("The search cannot be loaded. Load the page again, or use the list below.", true);
    }
    const text = input.value.trim(); // now, as more may have been typed meanwhile
    const direct = ranked(text);
    const meant = direct.length ? text : mended(text);
    const hits = direct.length ? direct : ranked(meant);
    list.replaceChildren(...hits.map(option));
    show(hits.length > 0);
    choose(0);
    if (!text) return say("");
    const count = `${hits.length}${hits.length === MOST ? " or more" : ""} found`;
    if (direct.length) return say(count);
    if (hits.length) return say(`Nothing is called ${text}. For ${meant}: ${count}.`);
    say(`Nothing found for ${text}. Try one word of it, the name of a field, a code, a path such as /order/202309, or a value; all operations are listed on the reference's first page.`, true);
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
    const first = [...document.querySelectorAll(".fields tr[id]")].find((each) => each.id.split(/[-.]/).pop() === field);
    if (first) location.hash = first.id;
  }
})();
