// The resident's chat page: ties the line, the talk and the composer together.
import { Line } from "./line.js";
import { Memory } from "./memory.js";
import { Notices } from "./notices.js";
import { Talk } from "./talk.js";
import { Tray } from "./tray.js";
import { Waiting } from "./waiting.js";
import { say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);
const memory = new Memory(document.body.dataset.community);
const viewer = $("viewer");
const text = $("text");
const status = $("status");
const held = []; // messages that wait for the answer whether one under way is the same

// mine reports whether a message may be one that is under way, heard back before its
// sending was answered, or the reply to it.
const mine = (m) => m.from === "resident" && line.queue.some((q) => m.text === q.text || m.text === `[${q.text}]`)
  || held.some((h) => h.id === m.reply_to);

const line = new Line(document.body.dataset.community, memory, {
  message(m) {
    if (mine(m)) held.push(m);
    else talk.message(m);
    quick();
    waiting.look();
  },
  typing: (yes) => talk.typing(yes),
  settled(item, state, id, why) {
    talk.settled(item, state, id, why);
    if (!line.queue.length) held.splice(0).forEach((m) => talk.message(m));
  },
  connected(yes) {
    status.hidden = yes;
    if (yes) waiting.look();
    else say(status, "offline");
  },
  renewed() { talk.renew(); waiting.look(); },
});

const talk = new Talk($("log"), {
  press: (button) => show(line.send({ press: button.press, text: button.label })),
  ask: (order) => show(line.send({ text: `工单 ${order} 进度` })),
  photo: (id) => line.media(id),
  enlarge(img) {
    const large = img.cloneNode();
    viewer.querySelector("figure").replaceChildren(large);
    viewer.showModal();
  },
  again(item, state) {
    if (state !== "refused") return line.hurry();
    text.value = item.text;
    text.focus();
    fit();
  },
});

const notices = new Notices($("notices"), memory);

const waiting = new Waiting($("waiting"), {
  async orders() {
    if (!line.known) return { now: new Date().toISOString(), orders: [] };
    const known = await (await line.call("/orders")).json();
    notices.show(known.notices);
    return known;
  },
  ask: (order) => show(line.send({ text: `工单 ${order} 进度` })),
  all: () => show(line.send({ text: "进度" })),
});

const tray = new Tray($("tray"), line, ready);

function show(item, previews) {
  talk.sending(item, previews);
  quick();
}

function quick() { $("quick").hidden = !talk.fresh; }

function ready() {
  const can = !tray.busy && (text.value.trim() || tray.photos.length);
  $("send").setAttribute("aria-disabled", String(!can));
  say($("send"), tray.busy ? "uploading" : "send");
}

function fit() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 3}px`;
  memory.set("draft", text.value);
  ready();
}

function submit() {
  if ($("send").getAttribute("aria-disabled") === "true") return;
  const { ids, previews } = tray.take();
  show(line.send({ text: text.value.trim(), media: ids }), previews);
  text.value = "";
  fit();
}

$("composer").addEventListener("submit", (e) => { e.preventDefault(); submit(); });
text.addEventListener("input", fit);
text.addEventListener("keydown", (e) => {
  // Enter also ends a word that an input method is still composing.
  if (e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
  e.preventDefault();
  submit();
});
$("photo").addEventListener("change", (e) => {
  tray.add([...e.target.files]);
  e.target.value = "";
});
$("quick").addEventListener("click", (e) => {
  const b = e.target.closest("button");
  if (b) show(line.send({ text: b.value }));
});

function large(on) {
  document.documentElement.classList.toggle("big", on);
  $("big").setAttribute("aria-pressed", String(on));
  memory.set("big", on);
  fit();
}
$("big").addEventListener("click", () => {
  const on = !memory.get("big");
  large(on);
  line.send({ press: on ? "big:on" : "big:off", text: "" }); // the bot too speaks shorter
});

function inLanguage(to) {
  memory.set("language", to);
  speak(to);
  waiting.count();
  notices.render();
  $("language").lang = to === "en" ? "zh-CN" : "en";
}
$("language").addEventListener("click", () => inLanguage(memory.get("language") === "en" ? "zh" : "en"));

text.value = memory.get("draft") ?? "";
inLanguage(memory.get("language") ?? "zh");
large(Boolean(memory.get("big")));
$("log").setAttribute("aria-busy", "true"); // the past is not read out
setTimeout(() => $("log").removeAttribute("aria-busy"), 1500);
for (const item of line.resume()) if (!item.press || item.text) show(item);
quick();
document.body.dataset.ready = "yes";
