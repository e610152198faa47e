// Who else has the order's page open, and who writes to the resident just now.
import { say } from "./language.js";

const again = 3000; // ms between two notes that one writes
const place = document.getElementById("others");
const reply = document.getElementById("saytext");

export function company(e) {
  if (!place) return;
  const { here, writing } = JSON.parse(e.data);
  const list = (names) => names.join(say("、", ", "));
  const words = [];
  if (writing.length) words.push(list(writing) + say("正在输入…", " is typing…"));
  if (here.length) words.push(list(here) + say("也在看", " is here too"));
  place.hidden = !words.length;
  place.textContent = words.join(say("，", "; "));
}

let noted = 0;
reply?.addEventListener("input", () => {
  if (!reply.value || Date.now() - noted < again) return;
  noted = Date.now();
  fetch(reply.form.getAttribute("action").replace(/say$/, "typing"), { method: "POST" }).catch(() => {}); // offline: nobody needs to know
});
