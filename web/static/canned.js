// Standard answers while staff write to the resident: the order's page is asked for with the
// words, and its list of answers taken over. A press puts the answer into the box, where
// it can still be changed.
const box = document.getElementById("saytext");
const list = document.getElementById("answers");
const form = document.getElementById("canned");
const pause = 350; // ms without a key before it is looked
let timer;
let asked = 0;

async function look(words) {
  const mine = ++asked;
  try {
    const r = await fetch(`${location.pathname}?answers=${encodeURIComponent(words)}`, { headers: { Accept: "text/html" } });
    if (!r.ok || r.redirected || mine !== asked) return;
    const then = new DOMParser().parseFromString(await r.text(), "text/html").getElementById("answers");
    if (then && mine === asked) list.replaceChildren(...document.importNode(then, true).childNodes);
  } catch {
    // offline: what is there stays
  }
}

function soon(words, least) {
  clearTimeout(timer);
  if (words.trim().length >= least) timer = setTimeout(look, pause, words);
}

if (form) {
  const search = form.elements.answers;
  box.addEventListener("input", () => soon(box.value, 2));
  search.addEventListener("input", () => soon(search.value, 2));
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    look(search.value);
  });
  list.addEventListener("click", (e) => {
    const a = e.target.closest("[data-answer]");
    if (!a) return;
    e.preventDefault();
    asked++; // what is under way is not wanted any more
    box.value = a.dataset.answer;
    list.replaceChildren();
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  });
}
