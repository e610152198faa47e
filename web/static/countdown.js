// Counts the times left down between two looks at the server: every <time data-due>, in
// unix seconds. The words are the server's, with seconds in the last hour.
import { say } from "./language.js";

const two = (n) => String(n).padStart(2, "0");

function lasting(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const [d, h, m, s] = say(["天", "小时", "分", "秒"], ["d", "h", "min", "s"]);
  if (minutes < 60) return minutes ? `${minutes} ${m} ${two(seconds % 60)} ${s}` : `${seconds} ${s}`;
  if (hours < 24) return minutes % 60 ? `${hours} ${h} ${minutes % 60} ${m}` : `${hours} ${h}`;
  const days = Math.floor(hours / 24);
  return hours < 72 && hours % 24 ? `${days} ${d} ${hours % 24} ${h}` : `${days} ${d}`;
}

export function tick() {
  const now = Date.now() / 1000;
  for (const e of document.querySelectorAll("time[data-due]")) {
    const left = Math.floor(Number(e.dataset.due) - now);
    const span = lasting(Math.abs(left));
    e.textContent = left < 0 ? say(`已超时 ${span}`, `${span} late`) : say(`还剩 ${span}`, `${span} left`);
    if (left < 0) e.parentElement.classList.add("late");
  }
}
