// Rings for what nobody has and cannot wait: an emergency until somebody claims it or uses
// the page, an urgent repair once. The server lists them in #ringing; of several tabs
// one rings. The switch in the head asks for notifications, which browsers allow on a
// press only; so with sound.
import { say } from "./language.js";

const key = "linli.ringer";
const again = 6_000; // ms between two rings of an emergency
const button = document.getElementById("ringer");
const list = document.getElementById("ringing");
const told = new Set(); // ids of orders this page has rung for
const seen = new Set(); // and of those somebody was there for
let leads = false;
let sound;

const on = () => localStorage.getItem(key) === "on";

function show() {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(on()));
  button.textContent = on() ? say("提醒：开", "Alerts: on") : say("提醒：关", "Alerts: off");
}

// beep is high-low for each time; silent as long as the browser waits for a first press.
async function beep(times) {
  sound ??= new AudioContext();
  await Promise.race([sound.resume(), new Promise((done) => setTimeout(done, 500))]);
  if (sound.state !== "running") return;
  for (let i = 0; i < 2 * times; i++) {
    const at = sound.currentTime + i * 0.22;
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = i % 2 ? 660 : 880;
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + 0.2);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.2);
  }
}

function notify(li) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  const n = new Notification(li.dataset.priority === "P0"
    ? say("险情没人接", "An emergency waits") : say("急修没人接", "An urgent repair waits"), { body: li.textContent, tag: `linli-${li.dataset.id}` });
  n.onclick = () => { window.focus(); location.href = `/desk/orders/${li.dataset.id}`; n.close(); };
}

const see = () => { for (const li of list.children) seen.add(li.dataset.id); };

// ring says what is new, and goes on with emergencies that nobody has seen.
function ring() {
  const waiting = [...list.children];
  const fresh = waiting.filter((li) => !told.has(li.dataset.id));
  const alarm = waiting.some((li) => li.dataset.priority === "P0" && !seen.has(li.dataset.id));
  document.body.dataset.ringing = !on() ? "" : alarm ? "P0" : fresh.length ? "P1" : "";
  if (!on()) return;
  for (const li of fresh) told.add(li.dataset.id);
  if (!leads) return;
  fresh.forEach(notify);
  if (fresh.length || alarm) beep(alarm ? 3 : 1);
}

if (button) {
  show();
  button.addEventListener("click", async () => {
    localStorage.setItem(key, on() ? "off" : "on");
    show();
    if (!on()) return;
    beep(1);
    if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  });
  window.addEventListener("storage", (e) => { if (e.key === key) show(); });
  for (const li of list.children) told.add(li.dataset.id); // what was there when the page came stands on it
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, see);
  new MutationObserver(ring).observe(list, { childList: true });
  setInterval(ring, again);
  // The lock is held as long as this page lives; the next tab rings after it.
  const lead = () => new Promise(() => { leads = true; });
  if (navigator.locks) navigator.locks.request("linli-ringer", lead);
  else lead();
}
