// The list by keyboard: j and k walk, Enter opens (the row's link has the focus), c claims,
// / searches, ? shows what there is. Nothing while somebody types.
const list = document.getElementById("orders");
const help = document.getElementById("keys");

const links = () => [...list.querySelectorAll(".order h2 a")];

function walk(step) {
  const all = links();
  if (!all.length) return;
  const here = all.findIndex((a) => a.closest(".order").contains(document.activeElement));
  const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step))];
  next.focus();
  next.closest(".order").scrollIntoView({ block: "nearest" });
}

const actions = {
  j: () => walk(1), ArrowDown: () => walk(1),
  k: () => walk(-1), ArrowUp: () => walk(-1),
  c: () => document.activeElement.closest(".order")?.querySelector("form button")?.click(),
  "/": () => document.querySelector("#filter input[type=search]").focus(),
  "?": () => (help.open ? help.close() : help.showModal()),
};

if (list) {
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches("input, textarea, select")) return;
    if (help.open && e.key !== "?") return;
    const act = actions[e.key];
    if (!act) return;
    e.preventDefault();
    act();
  });
  for (const s of document.querySelectorAll("#filter select")) s.addEventListener("change", () => s.form.requestSubmit());
}
