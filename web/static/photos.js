// Photos of the work are made smaller before they leave, which also leaves behind where
// they were taken.
import { say } from "./language.js";
import { shrink } from "./shrink.js";

document.addEventListener("change", async (e) => {
  const input = e.target;
  if (input.type !== "file" || !input.closest(".snap")) return;
  const save = input.form.querySelector("button");
  save.disabled = true; // until they are small
  const small = new DataTransfer();
  for (const f of input.files) small.items.add(await shrink(f));
  input.files = small.files;
  input.previousElementSibling.textContent = say(`已选 ${small.files.length} 张`, `${small.files.length} chosen`);
  save.disabled = false;
});
