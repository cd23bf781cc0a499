// Pages that show what changes hear of it, and fetch themselves anew. What somebody types, chooses or has the focus on
// stays as it is: nodes are kept, and only what differs is written. A page that nobody sees hears nothing.

const main = document.querySelector("main[data-news]");
const LEAST_MS = 1500; // between two looks
const POLL_MS = 10_000; // where no stream is to be had
let source = null;
let since = main?.dataset.since ?? "0";
let looking = false;
let again = false;
let last = 0;
let poll = 0;

function listen() {
  if (source || document.hidden || !main.dataset.live) return;
  const address = new URL(main.dataset.news, location.href);
  address.search = new URLSearchParams({ topics: main.dataset.live, since });
  source = new EventSource(address);
  for (const kind of ["message", "hello"]) {
    source.addEventListener(kind, (event) => {
      since = event.lastEventId || since;
      if (kind === "message") look();
    });
  }
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) poll ||= setInterval(() => document.hidden || look(), POLL_MS);
  });
}

function stop() {
  source?.close();
  source = null;
  clearInterval(poll);
  poll = 0;
}

async function look() {
  if (looking) return void (again = true);
  looking = true;
  await new Promise((done) => setTimeout(done, Math.max(0, last + LEAST_MS - Date.now())));
  again = false;
  last = Date.now();
  try {
    const reply = await fetch(location.href, { headers: { "X-Live": "1" }, cache: "no-store" });
    if (reply.redirected || reply.status === 403 || reply.status === 404) stop();
    else if (reply.ok) show(new DOMParser().parseFromString(await reply.text(), "text/html"));
  } catch {
    // The hub does not answer: the stream tells when it does again.
  }
  looking = false;
  if (again && source) look();
}

function show(fresh) {
  const focused = main.contains(document.activeElement) ? document.activeElement : null;
  const row = focused?.closest("tr");
  const place = row ? [...row.parentNode.children].indexOf(row) : -1;
  morph(main, fresh.getElementById("main"));
  if (focused && !focused.isConnected) {
    const left = main.querySelectorAll("table.list tbody tr");
    (left[Math.min(Math.max(place, 0), left.length - 1)]?.querySelector("a, input, button") ?? main).focus();
  }
  for (const form of main.querySelectorAll("form.bulk")) form.dispatchEvent(new Event("change"));
  main.dispatchEvent(new Event("live", { bubbles: true }));
}

// What a row or a part is of, so that it is known again when others come and go.
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.id) return `#${node.id}`;
  if (node.localName !== "tr") return "";
  return node.querySelector("input[type=checkbox]")?.value ?? node.querySelector("a")?.getAttribute("href") ?? "";
}

function morph(old, fresh) {
  if (!fresh || old.matches("[data-still]")) return;
  // What a person set is a property, and no attribute; popovers and details stay as open as they are.
  for (const { name, value } of [...fresh.attributes]) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && name !== "data-all" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  if (old.matches("textarea, select:focus, iframe")) return;
  morphChildren(old, fresh);
}

function morphChildren(old, fresh) {
  const known = new Map([...old.children].map((child) => [keyOf(child), child]).filter(([key]) => key));
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const key = keyOf(wanted);
    let match = key ? known.get(key) : null;
    if (match) known.delete(key);
    else if (!key && at && !keyOf(at) && at.nodeName === wanted.nodeName) match = at;
    if (!match) {
      old.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    if (match === at) at = at.nextSibling;
    else move(old, match, at);
    if (match.isEqualNode(wanted)) continue;
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
    else match.nodeValue = wanted.nodeValue;
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// Where the browser can, a node is moved with its focus.
function move(parent, node, before) {
  if (parent.moveBefore) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

// How long until a deadline goes on while the page is open, in the words that the hub uses.
const SPANS = [["d", 86_400], ["h", 3_600], ["min", 60]];

function words(seconds) {
  const [unit, size] = SPANS.find(([, length]) => seconds >= length) ?? [];
  return unit ? `${Math.floor(seconds / size)} ${unit}` : "less than a minute";
}

function tick() {
  for (const due of main.querySelectorAll("time.due")) {
    const left = (new Date(due.dateTime) - Date.now()) / 1000;
    due.textContent = left < 0 ? `late by ${words(-left)}` : `${words(left)} left`;
    due.classList.toggle("late", left < 0);
    due.classList.toggle("soon", left >= 0 && left < 6 * 3_600);
  }
}

if (main) {
  setInterval(tick, 20_000);
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();
}
