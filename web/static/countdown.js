// Counts the times left down between two looks at the server: every <time data-due>, in
// unix seconds. The words are the server's, with seconds in the last hour.
const two = (n) => String(n).padStart(2, "0");

function lasting(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes < 60) return minutes ? `${minutes} 分 ${two(seconds % 60)} 秒` : `${seconds} 秒`;
  if (hours < 24) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`;
  const days = Math.floor(hours / 24);
  return hours < 72 && hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`;
}

export function tick() {
  const now = Date.now() / 1000;
  for (const e of document.querySelectorAll("time[data-due]")) {
    const left = Math.floor(Number(e.dataset.due) - now);
    e.textContent = left < 0 ? `已超时 ${lasting(-left)}` : `还剩 ${lasting(left)}`;
    if (left < 0) e.parentElement.classList.add("late");
  }
}
