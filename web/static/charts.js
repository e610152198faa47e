// Draws the figures' trend: a line, its points, and the target as a second, broken line. The
// table beside it says the same.
/* global uPlot */
import { say } from "./language.js";

const box = document.getElementById("chart");

function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }

function draw() {
  const { times, values, target, unit, name } = JSON.parse(box.dataset.chart);
  box.replaceChildren();
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: "13px system-ui, sans-serif" };
  const shown = (v) => (v === null || v === undefined ? "—" : `${v.toFixed(1)} ${unit}`);
  const day = (t) => new Intl.DateTimeFormat(document.documentElement.lang, { month: "numeric", day: "numeric" }).format(new Date(t * 1000));
  const series = [
    { label: say("日期", "Day"), value: (u, t) => (t === null || t === undefined ? "—" : day(t)) },
    { label: name, stroke: colour("--green"), width: 2, points: { show: true, size: 7, fill: colour("--card") }, value: (u, v) => shown(v), spanGaps: true },
  ];
  const data = [times, values];
  if (target > 0) {
    series.push({ label: say("目标", "Target"), stroke: colour("--amber"), width: 1.5, dash: [6, 5], points: { show: false }, value: (u, v) => shown(v) });
    data.push(times.map(() => target));
  }
  const top = unit === "%" ? [0, 100] : [0, Math.max(target, ...values.filter((v) => v !== null)) * 1.1 || 1];
  new uPlot({
    width: box.clientWidth, height: Math.min(320, Math.max(220, box.clientWidth * .45)), series,
    scales: { y: { range: () => top } },
    axes: [{ ...axis, values: (u, ticks) => ticks.map(day) }, { ...axis, size: 56, values: (u, ticks) => ticks.map((v) => `${v}${unit === "%" ? "%" : ""}`) }],
    cursor: { drag: { x: false, y: false } },
  }, data, box);
}

if (box && globalThis.uPlot) {
  draw();
  let wide = box.clientWidth;
  addEventListener("resize", () => {
    if (box.clientWidth === wide) return;
    wide = box.clientWidth;
    draw();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
