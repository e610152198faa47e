// Text as nodes: numbers to call and addresses to open become links, the rest stays text.

const pattern = new RegExp([
  "https?:\\/\\/[^\\s<>\"'，。；、！？（）《》“”]+",
  "400-?\\d{3}-?\\d{4}",
  "1[3-9]\\d-?\\d{4}-?\\d{4}",
  "0\\d{2,3}-\\d{7,8}",
  "0\\d{2,3}-\\d{3,4}-\\d{4}",
  "(?:110|119|120|122|12345)(?![元块分秒小天米平号%％年月日层楼栋室个次点:：.-])",
].join("|"), "g");

function link(href, text) {
  const a = document.createElement("a");
  a.href = href;
  a.textContent = text;
  if (!href.startsWith("tel:")) {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  return a;
}

// linked splits text into nodes.
export function linked(text) {
  const out = [];
  let from = 0;
  for (const m of text.matchAll(pattern)) {
    const before = text[m.index - 1] ?? "";
    const after = text[m.index + m[0].length] ?? "";
    const web = m[0].startsWith("http");
    if (!web && (/[\w.-]/.test(before) || /\d/.test(after))) continue; // part of a longer number
    if (m.index > from) out.push(text.slice(from, m.index));
    out.push(link(web ? m[0] : "tel:" + m[0].replaceAll("-", ""), m[0]));
    from = m.index + m[0].length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

// make is an element with a class and children.
export function make(tag, className = "", ...children) {
  const e = document.createElement(tag);
  if (className) e.className = className;
  e.append(...children);
  return e;
}
