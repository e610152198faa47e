// The form of a quote: one more row, and what it comes to while it is filled in.
import { say } from "./language.js";

const most = 30;

const fen = (s) => {
  const m = /^[¥￥]?\s*(\d{1,6})(?:\.(\d{1,2}))?\s*(?:元|块)?$/.exec(s.trim());
  return m ? Number(m[1]) * 100 + Number((m[2] ?? "").padEnd(2, "0")) : 0;
};

function sum(form) {
  let all = 0;
  for (const row of form.querySelectorAll(".quote-row:not(.heads)")) {
    const [, count, price] = row.children;
    all += fen(price.value) * (Number(count.value || 1) || 0);
  }
  form.querySelector("#sum").textContent = all ? `${say("合计", "Total")} ¥${(all / 100).toFixed(2)}` : "";
}

// The panel may be exchanged by a fresh one: so it is listened to from above.
document.addEventListener("input", (e) => {
  const form = e.target.closest?.("#quoteform");
  if (form) sum(form);
});
document.addEventListener("click", (e) => {
  if (e.target.id !== "morerows") return;
  const rows = e.target.form.querySelector(".rows");
  const row = rows.lastElementChild.cloneNode(true);
  for (const input of row.children) input.value = "";
  rows.append(row);
  row.firstElementChild.focus();
  e.target.hidden = rows.children.length > most;
});
document.addEventListener("toggle", (e) => {
  const form = e.target.querySelector?.("#quoteform");
  if (!form) return;
  form.querySelector("#morerows").hidden = false;
  sum(form);
}, true);
