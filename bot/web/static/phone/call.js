// The call screen: what was said, what the line waits for, and the buttons that make sense at that moment.

import { $, cents, make, toBottom } from "./dom.js";

let shownSid = "";
let shownLines = 0;

export function showCall(call, callCents) {
  const kind = call ? call.wait.kind : "idle";
  const isLive = call !== null && kind !== "over";
  for (const part of document.querySelectorAll("[data-when]")) {
    part.hidden = !part.dataset.when.split(" ").includes(kind);
  }
  $("dial").hidden = isLive;
  $("hang-up").hidden = !isLive;
  $("hang-up").setAttribute("aria-label", kind === "ringing" ? "Decline" : "Hang up");
  $("handset").classList.toggle("live", isLive);
  $("call-state").textContent = call ? `${clock(call.seconds)}, ${cents(callCents)}` : "";
  $("listens").textContent = call ? waitsFor(call.wait) : "";
  allowInput(call ? call.wait : null);
  return showLines(call);
}

// Returns the lines that are new and spoken by the clinic line, for the voice.
function showLines(call) {
  const log = $("heard");
  if (!call || call.sid !== shownSid) {
    log.replaceChildren();
    shownLines = 0;
  }
  shownSid = call ? call.sid : "";
  const fresh = call ? call.heard.slice(shownLines) : [];
  log.append(...fresh.map(spoken));
  shownLines += fresh.length;
  log.classList.toggle("empty", shownLines === 0);
  if (fresh.length) toBottom(log);
  return fresh.filter((line) => line.speaker === "line");
}

const SPEAKERS = { line: "The line: ", caller: "You: ", staff: "Only staff hear: ", network: "" };

function spoken(line) {
  const who = make("span", { class: line.speaker === "staff" ? "who-says" : "unseen" }, SPEAKERS[line.speaker]);
  const times = line.times > 1 ? make("small", {}, ` (${line.times} times)`) : "";
  return make("p", { class: `said ${line.speaker}`, lang: line.language.slice(0, 2) }, who, line.words, times);
}

function waitsFor(wait) {
  switch (wait.kind) {
    case "gathering":
      return listens(wait);
    case "queued":
      return "In line while staff phones ring. What happens?";
    case "talking":
      return "Talking with a person. The bot hears nothing of it.";
    case "ringing":
      return "Your phone is ringing.";
    case "with_staff":
      return "Talking with a member of staff, who called through the line.";
    case "recording":
      return `Recording, up to ${clock(wait.max_seconds)} minutes.`;
    default:
      return "The call has ended.";
  }
}

function listens(wait) {
  if (wait.pressed) {
    const finish = wait.finishing_key ? `, then ${wait.finishing_key}` : "";
    const left = wait.key_count ? `${wait.pressed.length} of ${wait.key_count}` : "more keys";
    return `Pressed ${wait.pressed.split("").join(" ")} (${left}${finish}).`;
  }
  if (wait.takes_keys && wait.takes_speech) return "Listening for keys or words.";
  return wait.takes_keys ? "Listening for keys only." : "Listening for words only.";
}

function allowInput(wait) {
  const isGathering = wait !== null && wait.kind === "gathering";
  const maySpeak = !isGathering || wait.takes_speech;
  $("speech").disabled = !maySpeak;
  $("speech").placeholder = maySpeak ? "Say something" : "This question takes keys only";
  $("say").querySelector("[type=submit]").disabled = !maySpeak;
  for (const key of document.querySelectorAll("[data-key]")) key.disabled = isGathering && !wait.takes_keys;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
