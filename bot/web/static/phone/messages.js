// The messages screen: bubbles, and under each what it costs to send.

import { $, cents, make, plural, toBottom } from "./dom.js";

const QUIET_MINUTES = 30; // after this a new time stands between the bubbles
const zone = document.body.dataset.zone;
const day = new Intl.DateTimeFormat("en-US", { timeZone: zone, weekday: "long", month: "long", day: "numeric" });
const hour = new Intl.DateTimeFormat("en-US", { timeZone: zone, hour: "numeric", minute: "2-digit" });

let shown = []; // the texts on screen, as JSON

export function showTexts(texts) {
  const log = $("texts");
  const now = texts.map((text) => JSON.stringify(text));
  const isLonger = shown.length <= now.length && shown.every((text, index) => text === now[index]);
  if (!isLonger || log.querySelector(".pending")) {
    if (!isLonger) shown = [];
    log.replaceChildren(...(isLonger ? [...log.children].filter((node) => !node.matches(".pending")) : []));
  }
  for (let index = shown.length; index < texts.length; index += 1) {
    const stamp = timeBetween(texts[index - 1], texts[index]);
    if (stamp) log.append(make("p", { class: "stamp" }, stamp));
    log.append(bubble(texts[index]));
  }
  if (shown.length !== now.length || !isLonger) toBottom(log);
  shown = now;
  log.classList.toggle("empty", texts.length === 0);
}

// What was typed stands there at once; the answer replaces it.
export function showPending(words, photo) {
  const log = $("texts");
  log.classList.remove("empty");
  const mine = make("div", { class: "bubble mine pending" }, make("p", {}, photo ? picture() : words));
  const typing = make("div", { class: "bubble typing pending", "aria-hidden": "true" }, dot(), dot(), dot());
  log.append(mine, typing);
  toBottom(log);
}

function bubble(text) {
  const who = make("span", { class: "unseen" }, text.is_mine ? "You: " : "The line: ");
  const words = text.photos ? [picture(), text.words] : [text.words];
  const note = text.note ? make("span", { class: "note" }, text.note) : null;
  return make(
    "div",
    { class: `bubble ${text.is_mine ? "mine" : "theirs"}${text.note ? " noted" : ""}` },
    make("p", {}, who, ...words),
    make("footer", {}, note ?? `${plural(text.segments, "segment")} · ${text.encoding} · ${cents(text.cents)}`),
  );
}

const picture = () => make("span", { class: "picture", role: "img", "aria-label": "a photo" });
const dot = () => make("i");

function timeBetween(before, text) {
  const at = new Date(text.at);
  const gap = before ? (at - new Date(before.at)) / 60000 : Infinity;
  if (gap >= 0 && gap < QUIET_MINUTES) return "";
  const isNewDay = !before || day.format(new Date(before.at)) !== day.format(at);
  return isNewDay ? `${day.format(at)}, ${hour.format(at)}` : hour.format(at);
}
