// Holds the phone, hands it to the server with every move, and shows what comes back.

import { showCall } from "./call.js";
import { $, cents, make, national, plural } from "./dom.js";
import { showPending, showTexts } from "./messages.js";
import { lookAtHandoffs, showAlerts } from "./staff.js";
import { hush, setUpSound, speak } from "./voice.js";

const LOOK_EVERY_MS = 4000;
const KEPT_AS = "phones";

let phone = null;
const phones = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? "{}"); // by number, so that one can go back to another
let last = Promise.resolve(); // moves are made one after the other
let waiting = 0;
let keyTimer = 0;

// -- asking the server -----------------------------------------------------------------------------

function move(name, body = {}) {
  waiting += 1;
  if (name !== "state") {
    hush();
    clearTimeout(keyTimer);
  }
  last = last.then(() => ask(name, body)).finally(() => {
    waiting -= 1;
  });
  return last;
}

async function ask(name, body) {
  try {
    const answer = await fetch(`/phone/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...body, phone }),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error ?? "The line did not answer.");
    trouble("");
    show(told);
    if (name !== "state") submitKeysLater();
  } catch (problem) {
    trouble(problem.message === "Failed to fetch" ? "The server does not answer. Is it still running?" : problem.message);
    if (phone) showTexts(onThisLine(phone));
  }
  await lookAtHandoffs().catch(() => {});
}

function trouble(words) {
  $("trouble").textContent = words;
  $("trouble").hidden = !words;
}

// -- showing ---------------------------------------------------------------------------------------

function show({ phone: now, clock, bill, call_cents: callCents }) {
  const rangBefore = ringingOn(phone);
  phone = now;
  phones[phone.number] = phone;
  sessionStorage.setItem(KEPT_AS, JSON.stringify({ ...phones, last: phone.number }));
  showTexts(onThisLine(phone));
  speak(showCall(phone.call, callCents));
  if (ringingOn(phone) && ringingOn(phone) !== rangBefore) showScreen("call"); // as a phone does by itself
  showAlerts(phone.alerts);
  showClock(clock);
  showNumbers();
  $("bill").textContent =
    `So far: ${plural(bill.segments_in, "segment")} in, ${bill.segments_out} out; ${cents(bill.cents)} in all.`;
}

const ringingOn = (one) => (one?.call?.wait.kind === "ringing" ? one.call.sid : "");

const onThisLine = ({ texts, line }) => texts.filter((text) => text.line === line);

function showClock(clock) {
  $("hour").textContent = $("phone-hour").textContent = clock.time;
  $("day").textContent = clock.day;
  $("badge").textContent = clock.is_open ? "Open" : "Closed";
  $("badge").classList.toggle("closed", !clock.is_open);
  $("badge").hidden = false;
  $("back-to-now").disabled = clock.offset_seconds === 0;
}

function showNumbers() {
  $("phone-number").textContent = national(phone.number);
  for (const place of document.querySelectorAll(".line-number")) place.textContent = national(phone.line);
  const choice = $("number");
  if (![...choice.options].some((option) => option.value === phone.number)) {
    choice.append(make("option", { value: phone.number }, national(phone.number)));
  }
  choice.value = phone.number;
  $("line").value = phone.line;
  $("line").disabled = $("number").disabled = phone.call !== null && phone.call.wait.kind !== "over";
}

function showChips() {
  const language = document.querySelector("[name=language]:checked").value;
  const speeches = $(`speeches-${language}`).content.children;
  $("chips").replaceChildren(
    ...[...speeches].map((speech) => make("button", { type: "button", lang: language }, speech.textContent)),
  );
  for (const box of [$("words"), $("speech")]) box.lang = language;
}

function showScreen(name) {
  $("handset").dataset.screen = name;
  for (const screen of ["messages", "call"]) {
    const isShown = screen === name;
    $(`${screen}-screen`).hidden = !isShown;
    $(`${screen}-tab`).setAttribute("aria-selected", String(isShown));
    $(`${screen}-tab`).tabIndex = isShown ? 0 : -1;
  }
}

// Unfinished keys go off by themselves, as they would on a line.
function submitKeysLater() {
  const wait = phone.call?.wait;
  if (wait?.kind === "gathering" && wait.pressed) {
    keyTimer = setTimeout(() => move("silence"), wait.timeout_seconds * 1000);
  }
}

// -- what can be done ------------------------------------------------------------------------------

function sendText(words, photo = false) {
  if (!words.trim() && !photo) return;
  showPending(words, photo);
  move("send", { words, photo });
}

function takeWords(box) {
  const words = box.value;
  box.value = "";
  return words;
}

function onClick(selector, act) {
  for (const button of document.querySelectorAll(selector)) button.addEventListener("click", () => act(button.dataset));
}

function setUpMessages() {
  $("write").addEventListener("submit", (event) => {
    event.preventDefault();
    sendText(takeWords($("words")));
  });
  $("photo").addEventListener("click", () => sendText(takeWords($("words")), true));
  $("chips").addEventListener("click", (event) => {
    if (event.target.matches("button")) sendText(event.target.textContent);
  });
}

function setUpCall() {
  $("say").addEventListener("submit", (event) => {
    event.preventDefault();
    const words = takeWords($("speech"));
    if (words.trim()) move("say", { words });
  });
  $("dial").addEventListener("click", () => move("call"));
  $("hang-up").addEventListener("click", () => move("hangup"));
  $("silence").addEventListener("click", () => move("silence"));
  onClick("[data-key]", ({ key }) => move("keys", { keys: key }));
  onClick("[data-ring]", ({ ring }) => move("ring", { outcome: ring }));
  onClick("[data-move]", ({ move: name }) => move(name));
  onClick("[data-record]", ({ record }) =>
    move("record", record === "silent" ? { seconds: 10, silent: true } : { seconds: Number(record) }));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey;
    if (!isTyping && !$("keypad").hidden && !$("call-screen").hidden && /^[0-9*#]$/.test(event.key)) {
      move("keys", { keys: event.key });
    }
  });
}

function setUpScene() {
  onClick("[data-jump]", ({ jump }) => move("clock", { seconds: jump === "now" ? null : Number(jump) }));
  $("start-over").addEventListener("click", () => move("new", { line: $("line").value }));
  $("number").addEventListener("change", ({ target }) => takeUp(target.value));
  $("line").addEventListener("change", ({ target }) => {
    phone = { ...phone, line: target.value };
    move("state");
  });
  for (const radio of document.querySelectorAll("[name=language]")) radio.addEventListener("change", showChips);
  for (const name of ["messages", "call"]) {
    $(`${name}-tab`).addEventListener("click", () => showScreen(name));
    $(`${name}-tab`).addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const other = name === "messages" ? "call" : "messages";
      showScreen(other);
      $(`${other}-tab`).focus();
    });
  }
}

// The phone with this number, as it was left, or a fresh one.
function takeUp(number) {
  phone = phones[number] ?? null;
  if (!phone) return move("new", { number, line: $("line").value });
  return move("state").then(() => {
    if (!$("trouble").textContent) return undefined;
    delete phones[number]; // an older version's phone, or a server that is gone
    return move("new", { number });
  });
}

function start() {
  setUpSound();
  setUpMessages();
  setUpCall();
  setUpScene();
  showChips();
  document.addEventListener("texts-came", () => move("state"));
  takeUp(phones.last ?? $("number").value);
  setInterval(() => {
    if (waiting === 0 && phone && !document.hidden) move("state");
  }, LOOK_EVERY_MS);
}

start();
