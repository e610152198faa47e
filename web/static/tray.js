// Photos chosen and not yet sent: made smaller, uploaded at once, shown with progress.
import { make } from "./nodes.js";
import { shrink } from "./shrink.js";
import { say } from "./words.js";

const most = 10; // photos in a message

export class Tray {
  constructor(box, line, changed) {
    Object.assign(this, { box, line, changed, photos: [] });
  }

  get busy() { return this.photos.some((p) => !p.id); }

  add(files) {
    for (const file of files.slice(0, most - this.photos.length)) this.start(file);
  }

  start(file) {
    const photo = { file, preview: URL.createObjectURL(file), id: "" };
    const img = make("img");
    img.src = photo.preview;
    say(img, "picture", "alt");
    const remove = make("button", "", make("span", "", "×"));
    remove.type = "button";
    say(remove, "remove", "aria-label");
    photo.bar = make("progress");
    photo.bar.max = 1;
    say(photo.bar, "uploading", "aria-label");
    photo.caption = make("figcaption", "", photo.bar);
    photo.box = make("figure", "", img, photo.caption, remove);
    remove.addEventListener("click", () => this.drop(photo));
    this.photos.push(photo);
    this.box.append(photo.box);
    this.box.hidden = false;
    this.upload(photo);
  }

  async upload(photo) {
    photo.caption.replaceChildren(photo.bar);
    this.changed();
    try {
      const small = await shrink(photo.file);
      photo.id = await this.line.upload(small, (done) => { photo.bar.value = done; });
      photo.caption.replaceChildren();
    } catch (e) {
      const again = make("button");
      again.type = "button";
      if (e.message) again.textContent = e.message;
      else say(again, "again");
      again.addEventListener("click", () => this.upload(photo));
      photo.caption.replaceChildren(again);
    }
    this.changed();
  }

  drop(photo) {
    photo.box.remove();
    this.photos = this.photos.filter((p) => p !== photo);
    this.box.hidden = !this.photos.length;
    this.changed();
  }

  // take empties the tray into a message.
  take() {
    const out = { ids: this.photos.map((p) => p.id), previews: this.photos.map((p) => p.preview) };
    for (const p of this.photos) p.box.remove();
    this.photos = [];
    this.box.hidden = true;
    return out;
  }
}
