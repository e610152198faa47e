// The line to the service: begins the conversation on first use, sends each message
// until it is accepted and once only, and hears what is new.
import { newID } from "./memory.js";

const api = "/api/v1/conversations";
const silence = 50_000; // a stream that says nothing for so long (ms), not even a heartbeat, is dead
const shown = 3; // failed tries after which a message is shown as not sent; it is tried on

const pause = (ms, signal) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  signal?.addEventListener("abort", () => { clearTimeout(timer); done(); }, { once: true });
});

export class Line {
  // on: message(m), typing(yes), settled(item, state, id, why), connected(yes), renewed()
  constructor(community, memory, on) {
    Object.assign(this, { community, memory, on, last: 0, queue: [], busy: false, listening: false });
    this.wake = new AbortController();
    window.addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
  }

  get known() { return this.memory.get("conversation"); }

  // hurry ends every wait between tries.
  hurry() {
    this.wake.abort();
    this.wake = new AbortController();
  }

  async conversation() {
    if (this.known) return this.known;
    this.beginning ??= this.begin().finally(() => { this.beginning = null; });
    return this.beginning;
  }

  async begin() {
    const r = await fetch(api, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ community: this.community }) });
    if (!r.ok) throw await problem(r);
    const { id, token } = await r.json();
    this.memory.set("conversation", { id, token });
    this.last = 0;
    this.listen();
    return { id, token };
  }

  async call(path, options = {}) {
    const c = await this.conversation();
    const r = await fetch(`${api}/${c.id}${path}`, { ...options, headers: { ...options.headers, Authorization: `Bearer ${c.token}` } });
    if (r.ok) return r;
    if (r.status === 401 || r.status === 404) this.forget(c);
    throw await problem(r);
  }

  // forget gives a conversation up that the service no longer knows.
  forget(c) {
    if (this.known?.token !== c.token) return;
    this.memory.drop("conversation");
    this.on.renewed();
  }

  // send takes {text, media} or {press, text}; the text of a press is only for show.
  send(item) {
    item = { client_id: newID(), at: Date.now(), ...item };
    this.memory.set("out:" + item.client_id, item);
    this.queue.push(item);
    this.drain();
    return item;
  }

  // resume takes up what an earlier visit could not send.
  resume() {
    this.queue = this.memory.unsent();
    this.drain();
    if (this.known) this.listen();
    return this.queue;
  }

  settle(item, state, id, why) {
    if (state === "sent" || state === "refused") {
      this.queue = this.queue.filter((q) => q !== item);
      this.memory.drop("out:" + item.client_id);
    }
    this.on.settled(item, state, id, why);
  }

  // drain sends one message at a time, in order, as long as there are any.
  async drain() {
    if (this.busy) return;
    this.busy = true;
    for (let tries = 0; this.queue.length;) {
      const item = this.queue[0];
      try {
        const { message_id } = await this.post(item);
        this.settle(item, "sent", message_id);
        tries = 0;
      } catch (e) {
        if (e.final) {
          this.settle(item, "refused", 0, e.message);
          continue;
        }
        if (++tries >= shown) for (const q of this.queue) this.settle(q, "failed");
        await pause(e.after ?? Math.min(15_000, 500 * 2 ** tries), this.wake.signal);
      }
    }
    this.busy = false;
  }

  async post({ client_id, text, press, media }) {
    const body = press ? { client_id, press } : { client_id, text, media };
    const r = await this.call(press ? "/presses" : "/messages", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    return r.json();
  }

  // listen hears new messages until the page closes: by stream, or by long poll where
  // something on the way does not let streams through.
  async listen() {
    if (this.listening) return;
    this.listening = true;
    for (let fails = 0; this.known;) {
      const began = Date.now();
      try {
        await (fails > 2 && fails % 4 ? this.poll() : this.stream());
        fails = 0;
      } catch {
        fails = Date.now() - began > silence ? 1 : fails + 1;
        if (fails > 1) this.on.connected(false);
        await pause(Math.min(15_000, 400 * 2 ** fails) * (0.7 + Math.random() * 0.6), this.wake.signal);
      }
    }
    this.listening = false;
  }

  hear(m) {
    if (m.id <= this.last) return;
    this.last = m.id;
    this.on.message(m);
  }

  async poll() {
    const r = await this.call(`/messages?after=${this.last}&wait=20s`);
    this.on.connected(true);
    for (const m of (await r.json()).messages) this.hear(m);
  }

  async stream() {
    const stop = new AbortController();
    let timer = setTimeout(() => stop.abort(), silence);
    try {
      const r = await this.call(`/events?after=${this.last}`, { headers: { Accept: "text/event-stream" }, signal: stop.signal });
      this.on.connected(true);
      const reader = r.body.getReader();
      const decoder = new TextDecoder();
      for (let rest = ""; ;) {
        const { value, done } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => stop.abort(), silence);
        const events = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
        rest = events.pop();
        for (const e of events) this.take(e);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  take(event) {
    let name = "message";
    const data = [];
    for (const l of event.split(/\r?\n/)) {
      if (l.startsWith("event:")) name = l.slice(6).trim();
      if (l.startsWith("data:")) data.push(l.slice(5).trimStart());
    }
    if (!data.length) return;
    if (name === "typing") this.on.typing(data[0] === "true");
    else if (name === "message") this.hear(JSON.parse(data.join("\n")));
  }

  // upload sends one file and reports progress from 0 to 1.
  async upload(file, progress) {
    const c = await this.conversation();
    const form = new FormData();
    form.append("file", file, file.name || "photo.jpg");
    return new Promise((done, fail) => {
      const x = new XMLHttpRequest(); // fetch tells nothing about the upload's progress
      x.open("POST", `${api}/${c.id}/media`);
      x.setRequestHeader("Authorization", `Bearer ${c.token}`);
      x.responseType = "json";
      x.upload.onprogress = (e) => { if (e.lengthComputable) progress(e.loaded / e.total); };
      x.onerror = x.onabort = () => fail(new Error());
      x.onload = () => (x.status === 201 ? done(x.response.media_id) : fail(new Error(x.response?.error?.message ?? "")));
      x.send(form);
    });
  }

  // media is the address, within this page, of a stored file.
  async media(id) {
    const r = await fetch(`/api/v1/media/${id}`, { headers: { Authorization: `Bearer ${this.known?.token}` } });
    if (!r.ok) throw await problem(r);
    return URL.createObjectURL(await r.blob());
  }
}

// problem is what a refusal says. It is final when trying again cannot help.
async function problem(r) {
  const body = await r.json().catch(() => ({}));
  const e = new Error(body.error?.message ?? `${r.status}`);
  e.final = [400, 413, 415, 422].includes(r.status);
  const after = Number(r.headers.get("Retry-After"));
  if (after > 0) e.after = Math.min(60, after) * 1000;
  return e;
}
