// While flows are being written: asks whether a file was saved, and has the edited step played.

import { $, make } from "./dom.js";

const LOOK_EVERY_MS = 1000;
let number = 0; // of the edition shown

async function look() {
  if (document.hidden) return;
  const answer = await fetch("/preview/edition");
  if (!answer.ok) return;
  const edition = await answer.json();
  if (edition.number === number) return;
  const isFirst = number === 0;
  number = edition.number;
  $("places").replaceChildren(...edition.steps.map((place) => make("option", { value: place })));
  $("problems").replaceChildren(...edition.problems.map((problem) => make("li", {}, problem)));
  if (isFirst) return;
  $("preview-news").textContent = edition.problems.length
    ? "Saved. These must be mended before it may go out:"
    : "Saved, and every check passed.";
  showEdited(edition.edited);
  if (edition.edited.length) play(edition.edited[0]);
}

function showEdited(places) {
  const buttons = places.map((place) => make("button", { type: "button", "data-place": place }, place));
  $("edited").replaceChildren(...(buttons.length ? ["Changed: ", ...buttons] : []));
}

async function play(place) {
  const language = document.querySelector("[name=language]:checked").value;
  const answer = await fetch("/preview/play", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ place, language, number: $("number").value, line: $("line").value }),
  });
  if (!answer.ok) $("preview-news").textContent = (await answer.json()).error;
  document.dispatchEvent(new CustomEvent("texts-came"));
}

$("play").addEventListener("submit", (event) => {
  event.preventDefault();
  play($("place").value.trim());
});
$("edited").addEventListener("click", ({ target }) => {
  if (target.dataset.place) play(target.dataset.place);
});
look();
setInterval(() => look().catch(() => {}), LOOK_EVERY_MS);
