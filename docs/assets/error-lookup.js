/* Looks error codes up in the tables of this page: by number, by a message, by a whole reply. It asks nobody. */
(() => {
  const MOST_FOUND = 10;
  const words = (text) => new Set(text.toLowerCase().match(/[a-z_]{3,}/g) || []);

  /** The rows of codes: their number and texts. */
  function codes() {
    return [...document.querySelectorAll("td > a[id]")]
      .filter((anchor) => /^\d+$/.test(anchor.id))
      .map((anchor) => {
        const [, meaning, cause, remedy] = [...anchor.closest("tr").cells].map((cell) => cell.textContent.trim());
        return { code: anchor.id, meaning, cause, remedy, words: words(`${meaning} ${cause} ${remedy}`) };
      });
  }

  /** The rows that tell causes by words of the message. */
  function causes() {
    const heading = document.getElementById("words-in-messages");
    let table = heading;
    while (table && !(table.matches("table") || table.querySelector("table"))) table = table.nextElementSibling;
    if (!table) return [];
    return [...table.querySelectorAll("tbody tr")].map((row) => ({
      keywords: [...row.cells[0].querySelectorAll("code")].map((code) => code.textContent.toLowerCase()),
      code: row.cells[1].textContent.trim(),
      remedy: row.cells[2].textContent.trim(),
    }));
  }

  function found(text, all, told) {
    const numbers = text.match(/(?<!\d)\d{5,9}(?!\d)/g) || [];
    const named = all.filter((row) => numbers.includes(row.code));
    if (named.length) return named;
    const lower = text.toLowerCase();
    const byCause = told
      .filter((cause) => cause.keywords.every((keyword) => lower.includes(keyword)))
      .map((cause) => ({ ...all.find((row) => row.code === cause.code), remedy: cause.remedy }));
    const wanted = [...words(text)];
    const scored = all
      .map((row) => ({ row, hits: wanted.filter((word) => row.words.has(word)).length }))
      .filter(({ row, hits }) => hits && hits >= wanted.length / 2 && !byCause.some((other) => other.code === row.code))
      .sort((one, other) => other.hits - one.hits);
    return [...byCause, ...scored.map(({ row }) => row)].slice(0, MOST_FOUND);
  }

  function item(row) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${row.code}`;
    link.textContent = row.code;
    line.append(link, ` ${row.meaning} ${row.remedy}`);
    return line;
  }

  const form = document.getElementById("look-up");
  if (!form) return;
  const [input, status, list] = ["input", "[role=status]", "ol"].map((part) => form.querySelector(part));
  const all = codes();
  const told = causes();

  function show() {
    const text = input.value.trim();
    const rows = text ? found(text, all, told) : [];
    list.replaceChildren(...rows.map(item));
    status.textContent = !text ? "" : rows.length ? `${rows.length} found` : "No code is known by that.";
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
  input.value = new URLSearchParams(location.search).get("q") || "";
  show();
})();
