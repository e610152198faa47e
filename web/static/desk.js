// Keeps a page of the desk fresh. The server says when to look; the page is then asked
// for again, and what is marked data-live is exchanged: all of it, only what is new at
// its end ("append"), or nothing while somebody fills it in ("gentle"). Without this
// script everything works, one reload later.
import { tick } from "./countdown.js";
import "./canned.js";
import "./keys.js";
import { say } from "./language.js";
import { company } from "./others.js";
import "./photos.js";
import "./quote.js";
import "./ring.js";
import { shrink } from "./shrink.js";

const live = document.querySelector("[data-events]");
const talk = document.getElementById("talk");
const every = 20_000; // ms: what is soon or late changes even when nothing happens

const toEnd = () => { if (talk) talk.scrollTop = talk.scrollHeight; };

function append(now, then) {
  const near = now.scrollHeight - now.scrollTop - now.clientHeight < 120;
  for (const e of then.children) if (!e.id || !document.getElementById(e.id)) now.append(document.importNode(e, true));
  if (near) now.scrollTop = now.scrollHeight;
}

const busy = (e) => e.contains(document.activeElement) && document.activeElement !== document.body
  || e.querySelector("details[open]") !== null;

// plain is what an element holds without the times that tick: what only counts down is not
// exchanged, or a press might find its button gone.
const plain = (e) => e.innerHTML.replace(/(<time data-due="\d+">)[^<]*/g, "$1");

function exchange(now, then) {
  if (plain(now) === plain(then) && now.className === then.className) return;
  if (now.dataset.live === "append") return append(now, then);
  if (now.dataset.live === "gentle" && busy(now)) {
    now.querySelector(".changed").hidden = !changed(now, then);
    return;
  }
  const focus = now.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  now.className = then.className;
  now.replaceChildren(...document.importNode(then, true).childNodes);
  if (focus) now.querySelector(`[href="${CSS.escape(focus)}"]`)?.focus();
}

// changed reports whether other moves are possible than those on the page.
function changed(now, then) {
  const offers = (e) => [...e.querySelectorAll("form")].map((f) => f.getAttribute("action")).join();
  return offers(now) !== offers(then);
}

let looking = false;
let again = false;

async function look() {
  if (looking) { again = true; return; }
  looking = true;
  try {
    const r = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
    if (r.redirected) return location.reload(); // logged out
    if (!r.ok) return;
    const page = new DOMParser().parseFromString(await r.text(), "text/html");
    document.title = page.title;
    for (const now of document.querySelectorAll("[data-live]")) {
      const then = page.getElementById(now.id);
      if (then) exchange(now, then);
    }
    tick();
  } catch {
    // offline: the next look will tell
  } finally {
    looking = false;
    if (again) { again = false; setTimeout(look, 300); }
  }
}

// listen comes back by itself; a refusal (logged out) is noticed by the next look.
function listen() {
  const events = new EventSource(live.dataset.events);
  events.onopen = look; // what happened before it was open
  events.onmessage = look;
  events.addEventListener("others", company);
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, 5000);
  };
}

if (live) {
  // A page that answers a refused form is not the one to ask for again.
  if (!document.querySelector(".alert")) {
    listen();
    setInterval(() => { if (!document.hidden) look(); }, every);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  }
}
// A broadcast under way is looked at more often.
setInterval(() => { if (!document.hidden && document.querySelector("progress[data-running]")) look(); }, 2000);
toEnd();
tick();
setInterval(tick, 1000);

// Photos are made smaller before they leave, and 发送 works once.
const letter = document.getElementById("say");
letter?.elements.file.addEventListener("change", async (e) => {
  const small = new DataTransfer();
  for (const f of e.target.files) small.items.add(await shrink(f));
  e.target.files = small.files;
  e.target.previousElementSibling.textContent = small.files.length
    ? say(`已选 ${small.files.length} 张照片`, `${small.files.length} photos chosen`) : say("加照片", "Add photos");
});
letter?.addEventListener("submit", (e) => {
  if (letter.dataset.sent) e.preventDefault();
  letter.dataset.sent = "yes";
});
letter?.elements.text.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) letter.requestSubmit();
});
document.body.dataset.ready = "yes";
