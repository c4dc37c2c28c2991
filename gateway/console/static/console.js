// What pages do by themselves. Every page works without it; no script stands in a page.
"use strict";

// Live parts: the server sends each one's new HTML, by name.
const live = document.querySelector("[data-events]");
if (live) {
  const source = new EventSource(live.dataset.events);
  const state = document.querySelector("[data-live-state]");
  source.addEventListener("part", (event) => {
    const { name, html } = JSON.parse(event.data);
    const place = document.querySelector(`[data-live="${name}"]`);
    if (place && !place.contains(document.activeElement)) place.innerHTML = html;
  });
  source.addEventListener("open", () => state && (state.hidden = true));
  source.addEventListener("error", () => state && (state.hidden = false));
}

// One box that ticks all of a table.
for (const all of document.querySelectorAll("[data-all]")) {
  all.addEventListener("change", () => {
    for (const box of document.querySelectorAll(`input[name="${all.dataset.all}"]`)) box.checked = all.checked;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
