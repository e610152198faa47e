// What this browser remembers of a community's chat. Every unsent message has a key of
// its own, so that two open pages do not overwrite each other's. Storage may be refused
// (private windows): then the chat lasts as long as the page.
export class Memory {
  constructor(community) {
    this.prefix = `linli:${community}:`;
    this.spare = new Map();
    try {
      this.store = window.localStorage;
      this.store.setItem(this.prefix + "probe", "1");
      this.store.removeItem(this.prefix + "probe");
    } catch {
      this.store = null;
    }
  }

  get(name) {
    const raw = this.store ? this.store.getItem(this.prefix + name) : this.spare.get(name);
    try {
      return JSON.parse(raw ?? "null");
    } catch {
      return null;
    }
  }

  set(name, value) {
    const raw = JSON.stringify(value);
    this.spare.set(name, raw);
    try {
      this.store?.setItem(this.prefix + name, raw);
    } catch {
      this.store = null; // full or refused: go on with this page's memory alone
    }
  }

  drop(name) {
    this.spare.delete(name);
    this.store?.removeItem(this.prefix + name);
  }

  // unsent are the messages not yet accepted, oldest first.
  unsent() {
    const names = [];
    for (let i = 0; i < (this.store?.length ?? 0); i++) {
      const key = this.store.key(i);
      if (key.startsWith(this.prefix + "out:")) names.push(key.slice(this.prefix.length));
    }
    return names.map((n) => this.get(n)).filter(Boolean).sort((a, b) => a.at - b.at);
  }
}

// newID also works where crypto.randomUUID does not exist: on plain http in a home network.
export function newID() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}
