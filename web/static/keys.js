// Single keys, on the pages of whoever switched them on (WCAG 2.1.4). Each only does what a link or a field does.
"use strict";

const ROW = "main a.cover, main .quiet th a";
const LIST = "caseway_list";
const SIGNS = { Slash: "/", BracketLeft: "[", BracketRight: "]" };
const PLACES = { t: ".tabs a[href$='/log']", a: "a[href$='/do/assign']", n: "#f-note", "/": ".find input" };
const rows = () => [...document.querySelectorAll(ROW)].filter((one) => one.closest("tbody, li"));
const rowAtHand = () => document.activeElement.closest("tr, li");
const caseOf = (address) => new URL(address, location).pathname.match(/^\/cases\/([^/]+)/)?.[1];
let before = "";

// By its place on the keyboard where the layout has no Latin letters.
function keyOf(event) {
  if (event.key.length > 1 || event.key < "\x7f") return event.key;
  const key = SIGNS[event.code] ?? event.code.replace("Key", "").toLowerCase();
  return key === "/" && event.shiftKey ? "?" : key;
}

function goesTo(place) {
  const found = [...document.querySelectorAll(place)];
  const field = found.find((one) => one.matches("input, textarea") && one.offsetParent);
  if (field) field.focus();
  else found.find((one) => one.matches("a"))?.click();
}

function moves(by) {
  const all = rows(), at = all.findIndex((one) => one.closest("tr, li") === rowAtHand());
  all[at < 0 ? 0 : at + by]?.focus();
}

function walks(by) {
  const kept = JSON.parse(sessionStorage.getItem(LIST) ?? "[]"), at = kept.indexOf(caseOf(location));
  if (at >= 0 && kept[at + by]) location.assign(`/cases/${kept[at + by]}`);
}

const DOES = {
  j: () => moves(1),
  k: () => moves(-1),
  o: () => rowAtHand()?.querySelector(ROW)?.click(),
  x: () => rowAtHand()?.querySelector("input[type=checkbox]")?.click(),
  "]": () => walks(1),
  "[": () => walks(-1),
  "?": () => document.getElementById("keys").showModal(),
};

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, select, textarea, dialog[open]")) return;
  const key = keyOf(event), both = `${before} ${key}`;
  const way = [...document.querySelectorAll("#keys [data-keys]")].find((one) => one.dataset.keys === both);
  before = key;
  if (way) return way.click();
  const does = DOES[key] ?? (key in PLACES && (() => goesTo(PLACES[key])));
  if (!does) return;
  event.preventDefault();
  does();
}

// The references of a list, for this tab only; gone with the sign-out.
function keepList() {
  if (!document.querySelector(".me")) return sessionStorage.removeItem(LIST);
  const cases = [...new Set(rows().map((one) => caseOf(one.href)).filter(Boolean))];
  if (!caseOf(location) && cases.length) sessionStorage.setItem(LIST, JSON.stringify(cases));
}

document.addEventListener("keydown", press);
keepList();
