// The pages' one script. Pages work without it; with it, pieces are swapped in place, lists follow the platform's events,
// details open beside the list, texts are copied, and the keyboard reaches everything.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const root = document.documentElement;
const drawer = $("#drawer");
const said = $("#said");

root.classList.add("js");

// Times: in the reader's zone, the exact one on hover.
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
const SHORT = new Intl.DateTimeFormat(undefined, CLOCK);
const DATED = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", ...CLOCK });
const FULL = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZoneName: "short", ...CLOCK });

function written(at, kind) {
  if (kind === "full") return FULL.format(at);
  return (at.toDateString() === new Date().toDateString() ? SHORT : DATED).format(at);
}

function localise(box) {
  for (const time of $$("time[data-when]", box)) time.textContent = written(new Date(time.dateTime), time.dataset.when);
  for (const clock of $$("[data-ticking]", box)) clock.since = performance.now();
}

setInterval(() => {
  for (const clock of $$("[data-ticking]")) {
    const at = new Date(Number(clock.dataset.ticking) + performance.now() - clock.since);
    $("time", clock).textContent = written(at, "full");
  }
}, 1000);

// Pieces: put into their box without losing focus, what was typed, or what was unfolded; new rows are marked.

const mark = (element) => [element.tagName, element.id, element.name, element.value, element.getAttribute?.("href")].join("|");

function put(box, html) {
  const bare = html.replace(/name="form_token" value="[^"]*"/g, "");
  if (box.bare === bare) return;
  const isFirst = box.bare === undefined && !$("[data-key]", box);
  const keys = new Set($$("[data-key]", box).map((row) => row.dataset.key));
  const focused = box.contains(document.activeElement) ? mark(document.activeElement) : null;
  const unfolded = $$("details", box).map((fold) => fold.open);
  const typed = $$("input:not([type=hidden]), select", box).map((field) => [field.id, field.value]);
  box.innerHTML = html;
  box.bare = bare;
  const folds = $$("details", box);
  if (folds.length === unfolded.length) folds.forEach((fold, at) => { fold.open = unfolded[at]; });
  for (const [id, value] of typed) if (id && $(`#${id}`, box)) $(`#${id}`, box).value = value;
  for (const row of isFirst ? [] : $$("[data-key]", box)) if (!keys.has(row.dataset.key)) row.classList.add("fresh");
  const outcome = $(".outcome", box);
  if (outcome && !outcome.textContent.trim() && box.outcome && Date.now() < box.outcome.until) outcome.innerHTML = box.outcome.html;
  if (focused) $$("a, button, input, select, summary", box).find((field) => mark(field) === focused)?.focus({ preventScroll: true });
  dress(box);
}

function dress(box) {
  localise(box);
  box.dispatchEvent(new CustomEvent("put", { bubbles: true }));
  for (const tabs of $$("[data-tabs]", box)) makeTabs(tabs);
  if ($("[data-again]", box)) setTimeout(() => refresh(box), 1000);
}

async function piece(url, options = {}) {
  const reply = await fetch(url, { ...options, headers: { "x-fragment": "1" } });
  if (reply.status === 401) location.reload();
  return reply;
}

async function refresh(box) {
  if (box.busy) { box.missed = true; return; }
  if (!box.isConnected || box.matches(":has(:popover-open)")) return;
  box.busy = true;
  const slow = setTimeout(() => box.setAttribute("aria-busy", "true"), 300);
  try {
    const reply = await piece(box.dataset.src);
    if (!reply.ok) throw new Error(`HTTP ${reply.status}`);
    put(box, await reply.text());
    box.seen = new Date();
    $(":scope > .stale", box)?.remove();
  } catch (error) {
    showStale(box, error);
  } finally {
    clearTimeout(slow);
    box.removeAttribute("aria-busy");
    box.busy = false;
    if (box.missed) { box.missed = false; refresh(box); }
  }
}

function showStale(box, error) {
  $(":scope > .stale", box)?.remove();
  const note = document.createElement("p");
  note.className = "stale";
  note.setAttribute("role", "status");
  note.append(`Could not refresh ${box.dataset.name}: ${error.message}. This is as of ${SHORT.format(box.seen ?? opened)}.`);
  const retry = document.createElement("button");
  retry.type = "button";
  retry.className = "ghost";
  retry.textContent = "Try again";
  retry.onclick = () => refresh(box);
  note.append(retry);
  box.prepend(note);
  box.bare = null;
}

// Events: each names the lists that it changes; several at once are one refresh.

const opened = new Date();
const due = new Set();
let source, retryAt;
let lastId = `${document.body.dataset.since}-`; // what happened since the page was made is not missed

function touch(name) {
  if (!due.size) setTimeout(() => {
    for (const box of $$("[data-live]")) if (box.dataset.live.split(" ").some((list) => due.has(list))) refresh(box);
    due.clear();
  }, 150);
  due.add(name);
}

document.addEventListener("touch", (event) => touch(event.detail));
document.addEventListener("change", (event) => { if (event.target.matches("[data-submits]")) event.target.form.requestSubmit(); });

function follow() {
  clearTimeout(retryAt);
  source?.close();
  if (!$("[data-live]") || document.hidden) return;
  source = new EventSource(`${document.body.dataset.root}sandbox/events?last_event_id=${encodeURIComponent(lastId)}`);
  for (const name of ["request", "delivery", "restored"]) {
    source.addEventListener(name, (event) => { lastId = event.lastEventId || lastId; touch(name); });
  }
  source.onopen = () => showLive("on", "Live");
  source.onerror = () => {
    showLive("off", `Not live since ${SHORT.format(new Date())}`);
    if (source.readyState === EventSource.CLOSED) retryAt = setTimeout(follow, 5000);
  };
}

function showLive(state, words) {
  const light = $("[data-live-state]");
  if (!light || light.dataset.liveState === state) return;
  if (state === "on" && light.dataset.liveState === "off") $$("[data-live]").forEach(refresh);
  light.dataset.liveState = state;
  light.textContent = words;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) $$("[data-live]").forEach(refresh);
  follow();
});
setInterval(() => {
  const now = Math.floor(performance.now() / 1000);
  if (!document.hidden) for (const box of $$("[data-every]")) if (now % Number(box.dataset.every) === 0) refresh(box);
}, 1000);

// The drawer: one row in full, beside its list.

async function open(url, from) {
  drawer.from = from?.closest("[data-key]")?.dataset.key;
  drawer.replaceChildren();
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "Close";
  close.onclick = () => drawer.close();
  const box = document.createElement("div");
  box.className = "detail";
  box.id = "drawer-box";
  Object.assign(box.dataset, { src: url, name: "this", live: url.includes("/deliveries/") ? "delivery" : "none", every: url.includes("/orders/") ? 3 : 0 });
  box.innerHTML = '<p class="sr">Loading</p>' + '<div class="skeleton"></div>'.repeat(6);
  drawer.append(close, box);
  if (!drawer.open) drawer.showModal();
  await refresh(box);
}

drawer?.addEventListener("close", () => $(`[data-key="${drawer.from}"] a`)?.focus());
drawer?.addEventListener("click", (event) => { if (event.target === drawer) drawer.close(); });

// Forms that change a card answer with the card.

async function send(form, submitter) {
  const id = form.dataset.into === "drawer" ? (drawer.open ? "drawer-box" : null) : form.dataset.into;
  const box = document.getElementById(id) ?? form.closest(".card");
  const buttons = $$("button", box).filter((button) => !button.disabled);
  const body = new URLSearchParams(new FormData(form, submitter));
  buttons.forEach((button) => { button.disabled = true; });
  box.setAttribute("aria-busy", "true");
  try {
    const reply = await piece(form.action, { method: "POST", body });
    const html = await reply.text();
    box.bare = null;
    box.outcome = null;
    if (reply.headers.has("x-refusal")) $(".outcome", box) ? ($(".outcome", box).innerHTML = html) : box.insertAdjacentHTML("afterbegin", html);
    else put(box, html);
    // What came of it stays for a while, and a problem until the next try, whatever refreshes the card.
    box.outcome = { html: $(".outcome", box)?.innerHTML, until: reply.ok ? Date.now() + 10_000 : Infinity };
    if (reply.ok) $$("input:not([type=hidden])", box).forEach((input) => { input.value = input.defaultValue; });
    if (reply.headers.has("x-shown")) box.dataset.src = reply.headers.get("x-shown");
    touch("restored");
  } catch (error) {
    showStale(box, error);
  } finally {
    buttons.forEach((button) => { button.disabled = false; });
    box.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.into) { event.preventDefault(); send(form, event.submitter); }
  if (form.matches(".theme")) { event.preventDefault(); setTheme(event.submitter.value); }
});

function setTheme(theme) {
  root.dataset.theme = theme;
  document.cookie = `shopwright_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  for (const button of $$(".theme button")) button.setAttribute("aria-pressed", String(button.value === theme));
}

// Clicks: copy, tabs, rows.

function filled(code) {
  const copy = code.cloneNode(true);
  for (const place of $$("[data-masked]", copy)) place.textContent = $(`[data-secret="${place.dataset.masked}"]`)?.textContent ?? place.textContent;
  return copy.textContent.trim() + "\n";
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch { // a page that is not on loopback and not on https has no clipboard: the older way asks nobody
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "sr" });
    (button.closest("dialog") ?? document.body).append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const label = $("span", button);
  button.words ??= label.textContent;
  label.textContent = "Copied";
  said.textContent = "Copied";
  clearTimeout(button.timer);
  button.timer = setTimeout(() => { label.textContent = button.words; said.textContent = ""; }, 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy !== undefined) copy(button.dataset.copy, button);
  else if (button?.dataset.copySecret) copy($(`[data-secret="${button.dataset.copySecret}"]`).textContent, button);
  else if (button?.hasAttribute("data-copy-code")) copy(filled($("pre code", button.closest(".snippet"))), button);
  else if (button?.dataset.open) document.getElementById(button.dataset.open).showModal();
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || button) return;
  const row = String(getSelection()) || event.target.closest("label") ? null : event.target.closest("tr[data-key]");
  const link = event.target.closest("a") ?? (row && $("a", row));
  if (link?.hasAttribute("data-drawer")) { event.preventDefault(); open(link.href, link); }
  else if (link && !event.target.closest("a")) location.href = link.href;
});

function makeTabs(box) {
  const panels = $$(":scope > details", box);
  const bar = Object.assign(document.createElement("div"), { className: "tab-bar" });
  const kept = sessionStorage.getItem(panels[0].getAttribute("name"));
  const choose = (chosen) => {
    panels.forEach((panel, at) => { panel.open = at === chosen; bar.children[at].setAttribute("aria-pressed", String(at === chosen)); });
    sessionStorage.setItem(panels[0].getAttribute("name"), chosen);
  };
  panels.forEach((panel, at) => {
    const tab = Object.assign(document.createElement("button"), { type: "button", textContent: $("summary", panel).textContent });
    tab.onclick = () => choose(at);
    bar.append(tab);
  });
  box.classList.add("made");
  box.prepend(bar);
  choose(panels[kept] ? Number(kept) : 0);
}

dress(document);
follow();
