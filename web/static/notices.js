// What is cut off now or soon, above the talk: a line each that opens, until the resident
// closes it. One that changed comes again.
import { linked, make } from "./nodes.js";
import { say, t } from "./words.js";

export class Notices {
  constructor(box, memory) {
    Object.assign(this, { box, memory });
    this.show(JSON.parse(box.dataset.notices));
  }

  // show takes the notices that there are; what is on the page already stays as it is.
  show(list) {
    const closed = this.memory.get("closed notices") ?? {};
    this.list = list.filter((n) => closed[n.id] !== n.version);
    this.render();
  }

  // render also follows a change of the page's language.
  render() {
    const key = t("language") + JSON.stringify(this.list);
    if (this.shown === key) return;
    this.shown = key;
    this.box.hidden = !this.list.length;
    this.box.firstElementChild.replaceChildren(...this.list.map((n) => this.line(n)));
  }

  line(n) {
    const { kind, where, text } = t("language") === "EN" ? n : n.english;
    const title = t("notice").replace("%k", () => kind).replace("%w", () => where);
    const close = say(make("button", "close", "×"), "closeNotice", "aria-label");
    close.type = "button";
    close.addEventListener("click", () => {
      this.memory.set("closed notices", { ...this.memory.get("closed notices"), [n.id]: n.version });
      this.show(this.list);
    });
    return make("li", "", make("details", "", make("summary", "", title), make("p", "", ...linked(text))), close);
  }
}
