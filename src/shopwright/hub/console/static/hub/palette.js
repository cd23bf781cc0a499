// The palette: pages, acts and things by name. Opened by Ctrl-K or Cmd-K, used by arrows, Enter and Escape.
// "?" shows the keys. Dialogs are modal, so that the focus stays within and goes back where it was.

const palette = document.getElementById("palette");
const keys = document.getElementById("keys");
const field = document.getElementById("palette-text");
const list = document.getElementById("palette-list");
const status = document.getElementById("palette-status");
const act = document.getElementById("palette-act");
const PAUSE = 120;
let commands = null;
let groups = [];
let answered = "";
let asking = null;
let timer = 0;
let active = -1;

const options = () => [...list.querySelectorAll("[role=option]")];

function open(dialog) {
  for (const other of document.querySelectorAll("dialog[open]")) other.close();
  dialog.showModal();
}

function openPalette() {
  open(palette);
  field.value = "";
  groups = [];
  answered = "";
  putBack();
  draw();
  field.focus();
  learn().then(draw);
}

// What can be done by name; acts hang on what there is, so that they are asked for each time.
async function learn() {
  commands = (await ask(""))?.commands ?? commands ?? [];
}

// An act is sent as a form of the page; one that many things hang on asks before.
function begin({ words, url, form }) {
  act.action = url;
  act.target = form.window;
  for (const old of act.querySelectorAll("input[data-of-act]")) old.remove();
  for (const [name, value] of Object.entries(form.fields)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    input.dataset.ofAct = "1";
    act.append(input);
  }
  if (!form.question) {
    act.requestSubmit();
    return palette.close();
  }
  act.querySelector("h2").textContent = words;
  act.querySelector("p").textContent = form.question;
  act.querySelector("[type=submit]").textContent = form.answer;
  list.hidden = field.disabled = true;
  act.hidden = false;
  act.querySelector("[data-back]").focus();
}

function putBack() {
  act.hidden = true;
  list.hidden = field.disabled = false;
}

async function ask(text) {
  asking?.abort();
  asking = new AbortController();
  const address = new URL(palette.dataset.url, location.href);
  address.search = new URLSearchParams({ q: text, format: "json" });
  try {
    const reply = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null; // a newer question took its place, or the hub does not answer
  }
}

async function look() {
  const text = field.value.trim();
  if (text.length < 2) {
    groups = [];
    answered = text;
    return draw();
  }
  const told = await ask(text);
  if (!told || field.value.trim() !== text) return;
  groups = told.groups;
  answered = text;
  draw();
}

// Every word of the text begins a word of the command.
function fits(offer, text) {
  const words = `${offer.words} ${offer.note}`.toLowerCase().split(/\s+/);
  return text.toLowerCase().split(/\s+/).every((part) => words.some((word) => word.startsWith(part)));
}

function draw() {
  const text = field.value.trim();
  const offers = (commands ?? []).filter((offer) => !text || fits(offer, text)).slice(0, text ? 6 : 40);
  const parts = offers.length
    ? [{ title: "Go to and do", hits: offers.map((offer) => ({ title: offer.words, note: offer.note, url: offer.url, isCommand: true, offer })) }]
    : [];
  const chosen = options()[active]?.textContent;
  list.replaceChildren(...[...parts, ...groups].map(drawGroup));
  const count = options().length;
  // Answers that come late leave the choice where it is.
  active = Math.max(options().findIndex((option) => option.textContent === chosen), count ? 0 : -1);
  mark();
  status.textContent = text ? `${count} ${count === 1 ? "result" : "results"}` : "";
  if (!count) {
    const none = document.createElement("p");
    none.className = "empty";
    none.textContent = text.length < 2 ? "Type to search." : answered === text ? "Nothing fits." : "Searching…";
    list.append(none);
  }
}

function drawGroup({ title, hits }, place) {
  const group = document.createElement("div");
  const head = document.createElement("p");
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", `palette-group-${place}`);
  head.id = `palette-group-${place}`;
  head.textContent = title;
  group.append(head, ...hits.map((hit, number) => drawHit(hit, `palette-${place}-${number}`)));
  return group;
}

function drawHit({ title, note, url, isCommand, offer }, id) {
  const option = document.createElement("a");
  option.id = id;
  option.href = url;
  option.tabIndex = -1;
  if (isCommand) option.dataset.isCommand = "1";
  option.setAttribute("role", "option");
  option.append(title);
  if (offer?.form) {
    option.dataset.isAct = "1";
    option.addEventListener("click", (event) => {
      event.preventDefault();
      begin(offer);
    });
  }
  if (note) {
    const small = document.createElement("small");
    small.textContent = note;
    option.append(" ", small);
  }
  return option;
}

function mark() {
  options().forEach((option, place) => {
    option.setAttribute("aria-selected", String(place === active));
    if (place === active) option.scrollIntoView({ block: "nearest" });
  });
  const option = options()[active];
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

// What was typed faster than the hub answers is searched for on the page, which opens the only thing of a number.
function go() {
  const text = field.value.trim();
  const option = options()[active];
  if (option && (answered === text || option.dataset.isCommand)) return option.click();
  if (!text) return;
  const address = new URL(palette.dataset.url, location.href);
  address.search = new URLSearchParams({ q: text });
  location.assign(address);
}

function move(step) {
  const count = options().length;
  if (count) active = (active + step + count) % count;
  mark();
}

if (palette) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (palette.open) palette.close();
      else openPalette();
      return;
    }
    const isTyping = event.target.matches?.("input:not([type=checkbox]), textarea, select");
    if (event.key === "?" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(keys);
    }
  });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
    active = -1; // another text begins with its first answer
    draw();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      move(step);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      go();
    }
  });
  act.querySelector("[data-back]").addEventListener("click", () => {
    putBack();
    field.focus();
  });
  act.addEventListener("submit", () => setTimeout(() => palette.close()));
  // A key for an act, wherever a page has no button of its own for it.
  document.addEventListener("act", async (event) => {
    await learn();
    const offer = commands.find((known) => known.form?.name === event.detail);
    if (offer) begin(offer);
  });
  for (const dialog of [palette, keys]) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
  }
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => (button.dataset.opens === "keys" ? open(keys) : openPalette()));
  }
}
