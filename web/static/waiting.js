// What the resident waits for: a quiet line per open order with the time left, which
// counts down by itself.
import { make } from "./nodes.js";
import { say, t } from "./words.js";

const shown = 2; // orders with a line of their own; of the others their number is told
const every = 5_000; // how often (ms) the time left is counted
const anew = 300_000; // how often (ms) the service is asked though nothing was said

// lasting is a length of time (ms) as one says it, rounded up: who still has half a
// minute does not have none.
export function lasting(ms) {
  const minutes = Math.max(1, Math.ceil(ms / 60_000));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const parts = days ? [[days, "days"], [hours % 24, "hours"]] : [[hours, "hours"], [minutes % 60, "minutes"]];
  return parts.filter(([n]) => n).map(([n, unit]) => `${n} ${t(unit)}`).join(" ");
}

export class Waiting {
  // does: orders() -> what the service knows, ask(order), all()
  constructor(box, does) {
    Object.assign(this, { box, does, orders: [], ahead: 0 });
    setInterval(() => this.count(), every);
    setInterval(() => this.look(), anew);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.look(); });
  }

  // look asks the service, once for many reasons that come together.
  look() {
    clearTimeout(this.soon);
    this.soon = setTimeout(async () => {
      try {
        const { now, orders } = await this.does.orders();
        this.ahead = Date.now() - Date.parse(now); // a phone's clock may be wrong
        this.orders = orders;
      } catch {
        return; // the line says that the service is not there, and is tried again
      }
      this.show();
    }, 200);
  }

  show() {
    const focused = this.box.contains(document.activeElement);
    const lines = this.orders.slice(0, shown).map((o) => this.line(o));
    const more = this.orders.length - shown;
    if (more > 0) lines.push(this.button(() => this.does.all(), make("span", "", `${more} `), say(make("span"), "moreOrders")));
    this.box.hidden = !lines.length;
    this.box.firstElementChild.replaceChildren(...lines.map((b) => make("li", "", b)));
    if (focused) this.box.querySelector("button")?.focus();
    this.count();
  }

  button(press, ...children) {
    const b = make("button", "", ...children);
    b.type = "button";
    b.addEventListener("click", press);
    return b;
  }

  line(o) {
    const left = make("strong");
    const b = this.button(() => this.does.ask(o.number), make("span", "what", `${o.number} · `, say(make("span"), "is_" + o.state)), left);
    Object.assign(left, { order: o });
    return b;
  }

  // count says the time left anew, only where it changed.
  count() {
    for (const e of this.box.querySelectorAll("strong")) {
      const { awaits, due } = e.order;
      const ms = due ? Date.parse(due) - (Date.now() - this.ahead) : 0;
      const late = Boolean(due) && ms <= 0;
      let words = "";
      if (late) words = t(awaits === "resume" ? "goesOn" : "late");
      else if (due) words = t("in_" + awaits).replace("%s", lasting(ms));
      e.classList.toggle("late", late && awaits !== "resume");
      if (e.textContent !== words) e.textContent = words;
    }
  }
}
