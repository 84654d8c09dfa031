// Keys, help and fallbacks. Every page works without this file; it only makes them quicker to use.
"use strict";

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

// A key does what the element with this data-key would do on a click.
function press(key) {
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (target) target.click();
  return target !== null;
}

// J and K walk through the rows of a list where no page of its own is next.
function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  const at = rows.indexOf(document.activeElement);
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
  if (next) next.focus();
  return next !== undefined;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const field = document.querySelector(`[data-focus-key="${CSS.escape(key)}"]`);
  if (field) field.focus();
  const done = field || press(key) || (key === "j" && walk(1)) || (key === "k" && walk(-1));
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A link to a part of the page opens what the part is folded into.
function unfold() {
  const part = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  for (let box = part; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
}
addEventListener("hashchange", unfold);
addEventListener("DOMContentLoaded", unfold);

// Where a stream of events breaks off, the panel is asked for instead; it brings a new stream with it while work goes on.
document.addEventListener("htmx:sse:before:connection", (event) => {
  if (event.detail.connection.attempt > 0) event.detail.connection.cancelled = true;
});
document.addEventListener("htmx:sse:close", async (event) => {
  const box = event.target;
  while (event.detail.reason !== "message" && box.isConnected && box.dataset.poll) {
    await new Promise((awake) => setTimeout(awake, 2000));
    await htmx.ajax("GET", box.dataset.poll, { target: "#refresh", swap: "outerHTML" }).catch(() => {});
  }
});
