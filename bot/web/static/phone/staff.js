// The side panel: who waits for a person, and what the gateway complains about.

import { $, make } from "./dom.js";

const REASONS = {
  talk_to_human: "Asks for a person",
  book_request: "Wants a visit",
  red_flag: "Said something dangerous",
  crisis: "In a crisis",
  failed_turn: "The bot could not go on",
  opted_out_with_visit: "Opted out, but has a visit",
  silent_after_amber: "Went quiet after a worrying answer",
  post_op: "Trouble after surgery or an injection",
  third_party: "Another office or a relative",
  call_back: "Wants to be phoned",
  photo: "Sent a photo",
};

const read = (label) => {
  const words = String(label ?? "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
let shown = "";

export async function lookAtHandoffs() {
  const answer = await fetch("/phone/handoffs");
  if (!answer.ok) return;
  const { handoffs } = await answer.json();
  const now = JSON.stringify(handoffs);
  if (now === shown) return;
  shown = now;
  $("handoffs").replaceChildren(...handoffs.map(card));
  $("nobody").hidden = handoffs.length > 0;
  $("handoff-count").hidden = handoffs.length === 0;
  $("handoff-count").textContent = String(handoffs.length);
}

function card(handoff) {
  return make(
    "article",
    { class: `handoff ${handoff.urgency}` },
    make("h3", {}, REASONS[handoff.reason] ?? read(handoff.reason), make("small", {}, handoff.code ?? "")),
    make("p", { class: "labels" }, make("b", {}, read(handoff.urgency)), `, for ${read(handoff.team).toLowerCase()}${handoff.by ? `, by ${handoff.by}` : ""}`),
    make("p", { class: "summary" }, String(handoff.summary ?? "")),
  );
}

export function showAlerts(alerts) {
  $("warnings").hidden = alerts.length === 0;
  const newest = [...alerts].reverse();
  $("alerts").replaceChildren(...newest.map((alert) => make("li", {}, make("b", {}, String(alert.code)), ` ${alert.words}`)));
}
