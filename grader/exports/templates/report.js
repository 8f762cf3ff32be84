"use strict";
// Search, filter, sort and keys. Going from page to page needs none of it: those are links.
const $ = (id) => document.getElementById(id);
const body = $("students").tBodies[0];
const rows = [...body.rows];

function show() {
  const words = $("search").value.normalize("NFC").toLowerCase().split(/\s+/);
  const filter = $("filter").value;
  let count = 0;
  for (const row of rows) {
    const fits = words.every((word) => row.dataset.find.includes(word))
      && (!filter || row.dataset.group === filter || (filter === "late" && "late" in row.dataset));
    row.hidden = !fits;
    count += fits;
  }
  const all = $("shown").dataset.all;
  $("shown").textContent = count === Number(all) ? all : `${count} / ${all}`;
  $("nobody").hidden = count > 0;
}

function sort(button) {
  const head = button.closest("th");
  const up = head.ariaSort !== "ascending";
  for (const other of head.parentElement.cells) if (other.ariaSort) other.ariaSort = "none";
  head.ariaSort = up ? "ascending" : "descending";
  const compare = button.dataset.sort === "score"
    ? (a, b) => a.dataset.score - b.dataset.score
    : (a, b) => a.cells[0].textContent.localeCompare(b.cells[0].textContent, document.documentElement.lang);
  rows.sort((a, b) => (up ? 1 : -1) * compare(a, b));
  body.append(...rows);
}

function shown() {
  return rows.filter((row) => !row.hidden).map((row) => row.querySelector("a").hash);
}

function openFirst() {
  const [first] = shown();
  if (first && $("search").value.trim()) location.hash = first;
}

function step(by) {
  const hashes = shown();
  const next = hashes[hashes.indexOf(location.hash) + by];
  if (next) location.replace(next);
}

let last = "";
addEventListener("hashchange", () => {
  const page = document.querySelector("article:target");
  if (page) {
    last = location.hash;
    scrollTo(0, 0);
    page.focus({ preventScroll: true });
  } else if (last) {
    document.querySelector(`#students a[href="${last}"]`).focus();
  }
});

addEventListener("keydown", (event) => {
  const onPage = document.querySelector("article:target") !== null;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && onPage) location.hash = "#class";
  else if (event.key === "Escape") { $("search").value = ""; show(); }
  else if (event.key === "/" && !onPage && document.activeElement !== $("search")) {
    event.preventDefault();
    $("search").focus();
  } else if (event.key === "Enter" && !event.isComposing && document.activeElement === $("search")) openFirst();
  else if (onPage && event.key === "ArrowRight") step(1);
  else if (onPage && event.key === "ArrowLeft") step(-1);
});

$("search").addEventListener("input", show);
$("filter").addEventListener("change", show);
for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", () => sort(button));
show();
