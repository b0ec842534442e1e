// Only comforts: every page works without this file.
"use strict";

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

function focusProblem() {
  document.getElementById("problem")?.focus();
}

function focusField(event) {
  const link = event.target.closest?.("#problem a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus();
}

function sendOnce(event) {
  const form = event.target;
  if (!("once" in form.dataset)) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

let unsaved = false;
function guardTyping() {
  document.addEventListener("input", (event) => {
    if (event.target.form?.dataset.unsaved) unsaved = true;
  });
  document.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}

function saveDraft(form) {
  const line = form.querySelector(".saves"), fields = new FormData(form);
  for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
  fields.set("then", "draft");
  const told = fetch(form.action, { method: "POST", body: fields, headers: { Accept: "application/json" }, keepalive: true });
  const typed = unsaved;
  unsaved = false;
  told.then((answer) => answer.json().then(({ words }) => { line.textContent = words; unsaved ||= !answer.ok; }))
    .catch(() => { line.textContent = form.dataset.saves; unsaved = typed; });
}

function saveDrafts() {
  for (const form of document.querySelectorAll("form[data-saves]")) {
    let waiting = 0;
    const save = () => { clearTimeout(waiting); if (waiting) saveDraft(form); waiting = 0; };
    form.addEventListener("input", () => { waiting ||= setTimeout(save, 15000); });
    form.addEventListener("submit", () => { clearTimeout(waiting); waiting = 0; });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  }
}

function offerShow() {
  for (const button of document.querySelectorAll("[data-shows]")) {
    const field = document.getElementById(button.dataset.shows);
    const words = [button.textContent, button.dataset.hide];
    button.hidden = false;
    button.addEventListener("click", () => {
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      button.textContent = words[hidden ? 1 : 0];
    });
  }
}

function copyText(event) {
  const link = event.target.closest?.("a[data-copies]");
  if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  fetch(link.href)
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer)))
    .then((text) => navigator.clipboard.writeText(text))
    .then(() => { link.nextElementSibling.textContent = link.dataset.copies; }, () => { location = link.href; });
}

function follow() {
  const region = document.querySelector("[data-follows]");
  if (!region) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("[data-follows]"), told = page.getElementById(region.dataset.follows);
      if (!next || !told) return location.reload();
      document.getElementById(region.dataset.follows).textContent = told.textContent;
      region.querySelector("progress").value = next.querySelector("progress").value;
    } catch { /* no connection: it is asked again */ }
    follow();
  }, 1500);
}

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.drop[open], details.me[open]")) {
    if (event.key === "Escape" || (event.type === "click" && !menu.contains(event.target))) menu.open = false;
  }
}

function showTab() {
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

addEventListener("hashchange", openTarget);
addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });
document.addEventListener("click", focusField);
document.addEventListener("click", copyText);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
document.addEventListener("submit", sendOnce);
showTab();
openTarget();
focusProblem();
guardTyping();
saveDrafts();
offerShow();
follow();
