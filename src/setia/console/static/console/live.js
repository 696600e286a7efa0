// The live feed of the home page: puts what was sealed a moment ago at the top of the list.
// It makes text only, never markup, and holds no more lines than a person would read.
"use strict";
(() => {
  const panel = document.querySelector("[data-live]");
  if (!panel || !("EventSource" in window)) return;
  const MOST_LINES = 30;
  const feed = panel.querySelector("[data-feed]");
  const none = panel.querySelector("[data-none]");
  const status = panel.querySelector("[data-status]");
  const button = panel.querySelector("[data-pause-button]");
  let paused = false;
  let held = [];
  let state = "connecting";

  const show = () => {
    const said = paused ? "paused" : state;
    panel.dataset.state = said;
    const more = paused && held.length ? ` (+${held.length})` : "";
    status.textContent = panel.dataset[said] + more;
  };
  const become = (next) => {
    state = next;
    show();
  };
  const part = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const eventLine = (one) => {
    const link = document.createElement("a");
    link.href = `/members/${encodeURIComponent(one.member)}/#event-${Number(one.seq)}`;
    const time = part("time", "figure", one.when);
    time.dateTime = one.machine;
    link.append(time, " ", part("span", "what", one.what), " ");
    link.append(part("span", "points figure", one.points), " ", part("span", "why", one.why));
    const line = document.createElement("li");
    line.className = "came";
    line.append(link);
    return line;
  };
  const put = (line) => {
    none.hidden = true;
    feed.prepend(line);
    while (feed.children.length > MOST_LINES) feed.lastElementChild.remove();
  };
  const take = (line) => {
    if (!paused) {
      put(line);
      return;
    }
    held.push(line);
    if (held.length > MOST_LINES) held.shift();
    show();
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? panel.dataset.continue : panel.dataset.pause;
    button.setAttribute("aria-pressed", String(paused));
    if (!paused) {
      held.forEach(put);
      held = [];
    }
    show();
  });

  const source = new EventSource(panel.dataset.live);
  source.addEventListener("open", () => become("on"));
  source.addEventListener("message", (message) => take(eventLine(JSON.parse(message.data))));
  source.addEventListener("missed", (message) =>
    take(part("li", "missed", JSON.parse(message.data).text)),
  );
  source.addEventListener("away", () => become("away"));
  source.addEventListener("broken", () => become("broken"));
  source.addEventListener("back", () => become("on"));
  source.addEventListener("error", () =>
    become(source.readyState === EventSource.CLOSED ? "full" : "lost"),
  );
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (shown) => {
    // A page that comes back from the browser's memory has lost its line: read it afresh.
    if (shown.persisted) window.location.reload();
  });
  show();
})();
