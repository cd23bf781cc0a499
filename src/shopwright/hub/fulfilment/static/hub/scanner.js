// Scanners: keyboards that type fast and end with Enter. Scans go to the page's scan field, or open an order.
// Forms in a [data-part] are sent from the page itself, and the answer takes the part's place.

const part = document.querySelector("[data-part]");
const field = () => document.querySelector("form[data-scan] input[name=code]");
const isTouch = matchMedia("(pointer: coarse)").matches;
let sending = Promise.resolve();
let audio = null;

// Three sounds that are told apart in a loud hall: right is one high tone, done two that rise, wrong three low ones.
const TONES = { right: [[880, 0, 0.09]], done: [[880, 0, 0.1], [1320, 0.12, 0.18]], wrong: [[196, 0, 0.22], [165, 0.27, 0.22], [131, 0.54, 0.4]] };

function play(name) {
  if (!TONES[name]) return;
  document.documentElement.dataset.lastSound = name;
  audio ??= new AudioContext();
  audio.resume();
  for (const [pitch, start, length] of TONES[name]) {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    const from = audio.currentTime + start;
    tone.type = name === "wrong" ? "square" : "sine";
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(name === "wrong" ? 0.25 : 0.4, from);
    loudness.gain.exponentialRampToValueAtTime(0.001, from + length);
    tone.connect(loudness).connect(audio.destination);
    tone.start(from);
    tone.stop(from + length);
  }
}

function focusField() {
  const input = field();
  if (input && !isTouch) input.focus();
}

function put(html, isQuiet) {
  part.innerHTML = html;
  const answer = part.firstElementChild;
  if (!isQuiet) play(answer?.dataset.sound);
  part.querySelector("[autofocus]")?.focus();
  openLabel(answer);
  wait(answer);
}

function fail(words) {
  const note = document.createElement("p");
  note.className = "verdict stop";
  note.setAttribute("role", "alert");
  note.textContent = words;
  part.prepend(note);
  play("wrong");
}

// One after the other, in the order of the scans, however fast they come.
function send(url, body, what) {
  sending = sending.then(async () => {
    try {
      const reply = await fetch(url, { method: body ? "POST" : "GET", body, headers: { "X-Part": "1" } });
      if (reply.redirected) return location.reload();
      if (reply.headers.has("X-Go")) return location.assign(reply.headers.get("X-Go"));
      if (!reply.ok) throw new Error(String(reply.status));
      put(await reply.text(), !body);
    } catch {
      if (body) fail(`The hub did not answer. ${what ? `${what} was not taken: scan it again.` : "Try again."}`);
    }
  });
  return sending;
}

// While a label is on its way the part is looked at again, for as long as somebody sees it.
function wait(answer) {
  const { again, url } = answer?.dataset ?? {};
  if (!again) return;
  const stamp = part.innerHTML;
  setTimeout(function look() {
    if (document.hidden) return setTimeout(look, 1000);
    if (part.innerHTML === stamp) send(url, null);
  }, Number(again));
}

// A label that nobody printed yet opens by itself, once: in the window of labels, or at the printer. While its print is
// under way the part may be looked at again; a second opening would take the window from the first.
const opened = new Set();

function openLabel(answer) {
  const form = answer?.querySelector("form[data-open]");
  if (!form) return;
  const lookAgain = () => send(answer.dataset.url, null);
  const shipment = new FormData(form).get("shipments");
  const isFirst = !opened.has(shipment);
  opened.add(shipment);
  if (form.dataset.open === "window") {
    if (isFirst) form.requestSubmit();
    setTimeout(lookAgain, 1500);
    return;
  }
  if (!isFirst) return;
  fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Part": "1" } }).then(
    async (reply) => {
      await lookAgain();
      if (reply.redirected || !reply.ok) fail("The label is not printed. Look at the printer folder, then print it again.");
    },
    () => fail("The hub did not answer. Print the label again."),
  );
}

// Enter alone goes on after a stop.
function goOn() {
  const clear = part?.querySelector("form[data-clear]");
  if (clear) clear.requestSubmit(clear.querySelector("button"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!part || !(form.matches("[data-scan]") || (form.closest("[data-part]") && form.matches("[data-in-part]")))) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (!form.matches("[data-scan]")) {
    send(form.action, body);
    return focusField();
  }
  const code = String(body.get("code") ?? "").trim();
  const photo = form.querySelector("input[name=photo]");
  if (!code && !photo?.files.length) return goOn();
  if (!photo?.files.length) body.delete("photo");
  send(form.action, body, code || "The photograph");
  form.reset();
  focusField();
});

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-scan] input[name=photo], form[data-photo] input[name=photo]")) {
    event.target.form.requestSubmit();
  }
});

// A scan anywhere: keys without a pause, then Enter, while no field has the focus. A page for scans takes three keys or
// more, as short SKUs have; elsewhere it is six, lest a person's keys be taken for a scan. A busy machine may be slow.
let typed = "";
let last = 0;
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key === "F8") {
      event.preventDefault();
      const again = document.querySelector("form[data-again-label]");
      if (again) again.requestSubmit();
      else document.dispatchEvent(new CustomEvent("act", { detail: "label-again" }));
      return;
    }
    const isField = event.target.matches?.("input:not([type=checkbox]), textarea, select");
    if (isField || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = event.timeStamp; // when the key was pressed, however busy the page is
    if (now - last > 400) typed = "";
    last = now;
    if (event.key.length === 1) {
      typed += event.key;
      if (typed.length > 3) event.stopImmediatePropagation();
    } else if (event.key === "Enter") {
      const code = typed;
      typed = ""; // what was too short does not stand before the next scan
      // On a phone no field has the focus, lest its keyboard cover the page; a button that has it answers by itself.
      if (!code && !event.target.closest?.("a, button, summary")) return goOn();
      if (code.length < (field() ? 3 : 6)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const input = field() ?? document.getElementById("search");
      if (input) {
        input.value = code;
        input.form.requestSubmit();
      }
    }
  },
  true,
);

if (part) {
  wait(part.firstElementChild);
  focusField();
  addEventListener("focus", focusField);
}
