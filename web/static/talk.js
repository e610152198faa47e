// The record of the talk on the screen: bubbles, choices, photos, times.
import { linked, make } from "./nodes.js";
import { say, t, locale } from "./words.js";

const pauseShown = 10 * 60_000; // a gap (ms) after which the time is shown again
const pauseRead = 20_000; // a gap (ms) after which what comes is read anew, from its start

// unlisted is text without the lines that only number the choices: the buttons do.
function unlisted(text, buttons) {
  const labels = new Set(buttons.map((b) => b.label));
  return text.split("\n").filter((l) => !labels.has(/^\d+[.、．]\s*(.+)$/.exec(l)?.[1])).join("\n").trimEnd();
}

export class Talk {
  // does: press(button), ask(order), photo(id) -> address, enlarge(img), again(item)
  constructor(log, does) {
    Object.assign(this, { log, does, items: new Map(), ids: new Set(), fresh: true, open: null, shownAt: 0, cameAt: 0 });
    this.pane = log.parentElement;
    this.dots = make("div", "msg bot", say(make("span", "sr"), "typing"), make("div", "bubble", make("span", "dots", make("i"), make("i"), make("i"))));
    this.seen = new IntersectionObserver((list) => {
      for (const e of list) if (e.isIntersecting) { this.seen.unobserve(e.target); this.load(e.target); }
    }, { root: this.pane, rootMargin: "600px" });
    this.watchEnd();
  }

  // place puts a node where its number belongs: numbers grow down the page. What has
  // none is not accepted yet and stands last.
  place(node, number) {
    node.dataset.id = number;
    let e = this.log.lastElementChild;
    while (!(Number(e.dataset.id) < number)) e = e.previousElementSibling;
    e.after(node);
  }

  // add puts a node at the end, before the dots.
  add(node) {
    this.log.insertBefore(node, this.dots.isConnected && node !== this.dots ? this.dots : null);
  }

  // end shows the end, but no more than lets what came last be read from its start.
  end() {
    this.atEnd = true;
    const unread = this.start?.isConnected ? this.start.getBoundingClientRect().top - this.pane.getBoundingClientRect().top - 8 : Infinity;
    this.pane.scrollTop = Math.min(this.pane.scrollHeight, this.pane.scrollTop + unread);
  }

  // came notes where what came last starts.
  came(node, at, own) {
    if (own || at - this.cameAt > pauseRead) this.start = node;
    this.cameAt = at;
  }

  watchEnd() {
    let top = 0;
    this.atEnd = true;
    this.pane.addEventListener("scroll", () => {
      const near = this.pane.scrollHeight - this.pane.scrollTop - this.pane.clientHeight < 80;
      if (near) this.atEnd = true;
      else if (this.pane.scrollTop < top) this.atEnd = false; // up: only the reader does that
      top = this.pane.scrollTop;
    }, { passive: true });
    const grown = new ResizeObserver(() => { if (this.atEnd) this.end(); });
    grown.observe(this.pane);
    grown.observe(this.log);
  }

  typing(yes) {
    clearTimeout(this.tired);
    if (!yes) return this.dots.remove();
    this.add(this.dots);
    this.tired = setTimeout(() => this.dots.remove(), 30_000);
  }

  // time is a line with the time, if there was a pause before it.
  time(at) {
    const near = Math.abs(at - this.shownAt) < pauseShown;
    this.shownAt = at;
    if (near) return null;
    const clock = at.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / 86_400_000);
    const day = days === 0 ? t("today") : days === 1 ? t("yesterday") : at.toLocaleDateString(locale(), { month: "long", day: "numeric" });
    const e = make("time", "time", `${day} ${clock}`);
    e.dateTime = at.toISOString();
    return e;
  }

  // message shows what the service told; each id once.
  message(m) {
    if (this.ids.has(m.id)) return;
    this.ids.add(m.id);
    const media = m.media ?? [];
    if (!m.text && !media.length && !m.buttons?.length) return; // a press of the page itself
    const time = this.time(new Date(m.at));
    if (time) this.place(time, m.id - 0.5);
    const node = this.said(m, media);
    this.came(node, Date.parse(m.at), m.from === "resident");
    this.place(node, m.id);
    if (m.from !== "resident") this.dots.remove();
  }

  said(m, media) {
    if (m.from === "system" && !m.buttons?.length) return make("p", "note", ...linked(m.text));
    const text = m.from === "resident" ? this.chosen(m.text) : unlisted(m.text, m.buttons ?? []);
    const e = this.bubble(m.from === "system" ? "bot" : m.from, text, media, m.staff_name);
    if (m.order && (m.from === "bot" || m.from === "system")) e.append(this.chip(m.order));
    if (m.buttons?.length) e.append(this.choices(m.buttons));
    return e;
  }

  bubble(from, text, media, name) {
    const e = make("div", `msg ${from}`);
    if (from === "resident") this.fresh = false;
    if (from === "staff") e.append(make("p", "who", name ? `${name} · ` : "", say(make("span"), "staff")));
    else e.append(make("span", "sr", say(make("span"), from === "resident" ? "me" : "bot"), "："));
    if (text) e.append(make("div", "bubble", ...linked(text)));
    if (media.length) e.append(make("div", "photos", ...media.map((m) => this.medium(m))));
    return e;
  }

  chip(order) {
    const b = make("button", "chip", say(make("span"), "order"), ` ${order} · `, say(make("span"), "progress"));
    b.type = "button";
    b.addEventListener("click", () => this.does.ask(order));
    return b;
  }

  // choices are numbered; only the latest ones can be pressed.
  choices(buttons) {
    this.shut();
    const box = make("div", "choices");
    box.setAttribute("role", "group");
    this.open = { box, buttons };
    buttons.forEach((button, i) => {
      const b = make("button");
      b.type = "button";
      b.setAttribute("aria-disabled", "false");
      if (!/^\d/.test(button.label)) b.append(make("span", "n", `${i + 1}`));
      b.append(make("span", "", button.label));
      b.addEventListener("click", () => {
        if (b.getAttribute("aria-disabled") === "true") return;
        this.shut(button);
        this.does.press(button);
      });
      box.append(b);
    });
    return box;
  }

  // shut ends the open choices. They keep the focus, so they are not disabled outright.
  shut(button) {
    if (!this.open) return;
    const { box, buttons } = this.open;
    this.open = null;
    [...box.children].forEach((b, i) => {
      b.setAttribute("aria-disabled", "true");
      if (buttons[i] !== button) return;
      b.classList.add("chosen");
      b.setAttribute("aria-pressed", "true");
    });
  }

  // chosen is the text of a resident's message; "[解决了]" is the press of a choice.
  chosen(text) {
    const label = /^\[(.+)\]$/s.exec(text)?.[1];
    if (!label) return text;
    const button = this.open?.buttons.find((b) => b.label === label);
    if (button) this.shut(button);
    return label;
  }

  medium(m) {
    const b = make("button", "photo");
    b.type = "button";
    b.medium = m;
    if (m.preview || m.kind === "photo") {
      say(b, "enlarge", "aria-label");
      this.seen.observe(b);
    } else {
      b.className = "chip";
      say(b, m.kind === "voice" ? "voice" : "file");
      b.addEventListener("click", () => this.fetchFile(m));
    }
    return b;
  }

  async load(b) {
    try {
      const img = make("img");
      img.src = b.medium.preview ?? await this.does.photo(b.medium.id);
      say(img, "picture", "alt");
      b.replaceChildren(img);
      b.addEventListener("click", () => this.does.enlarge(img));
    } catch {
      say(b, "picture");
    }
  }

  async fetchFile(m) {
    const a = make("a");
    a.href = await this.does.photo(m.id);
    a.download = "";
    a.click();
  }

  // sending shows an own message before the service has it.
  sending(item, previews = []) {
    const time = this.time(new Date(item.at));
    const media = (item.media ?? []).map((id, i) => ({ id, kind: "photo", preview: previews[i] }));
    const e = this.bubble("resident", item.text, media);
    e.append(say(make("span", "state"), "sending"));
    if (time) this.add(time);
    this.add(e);
    this.came(e, Date.now(), true);
    this.items.set(item.client_id, Object.assign(e, { time }));
    this.end();
  }

  // settled shows what became of it.
  settled(item, state, id, why) {
    const e = this.items.get(item.client_id);
    if (!e) return;
    const old = e.querySelector(".state");
    const now = make(state === "sent" ? "span" : "button", "state");
    if (state === "sent") {
      this.items.delete(item.client_id);
      if (this.ids.has(id)) { // it was heard back before
        e.time?.remove();
        return e.remove();
      }
      this.ids.add(id);
      if (e.time) this.place(e.time, id - 0.5);
      this.place(e, id);
      for (const s of this.log.querySelectorAll("span.state")) if (s !== old && s.dataset.t === "sent") s.remove();
    } else {
      now.type = "button";
      now.addEventListener("click", () => {
        if (state === "refused") { e.time?.remove(); e.remove(); this.items.delete(item.client_id); }
        this.does.again(item, state);
      });
    }
    say(now, state);
    if (why) now.prepend(why + " ");
    old.replaceWith(now);
  }

  // renew lets a new conversation begin below the old one: its numbers are its own.
  renew() {
    this.ids.clear();
    this.shut();
    for (const e of this.log.querySelectorAll("[data-id]")) e.dataset.id = 0;
    this.place(say(make("p", "note"), "renewed"), 0.5);
  }
}
