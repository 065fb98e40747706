// What the pages do by themselves: polls with the fingerprint of what is shown, clocks that run, drafts that stay.
// No page needs it to work: every act is a plain form.
"use strict";

const FRESH_SECONDS = 5;
const IDLE_MINUTES = 15;
const skew = Number(document.body.dataset.now) * 1000 - Date.now();

// -- polls: only what changed is sent again -------------------------------------------------------

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  const shown = ctx.sourceElement?.dataset.etag;
  if (shown && ctx.request.method === "GET") ctx.request.headers["If-None-Match"] = `"${shown}"`;
  const token = document.querySelector("input[name=csrf]");
  if (token && ctx.request.method === "POST") ctx.request.headers["X-Form-Token"] = token.value;
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const tag = ctx.response?.headers?.get("ETag");
  if (tag && ctx.sourceElement?.id === "live") ctx.sourceElement.dataset.etag = tag.replaceAll('"', "").replace("W/", "");
});

document.addEventListener("htmx:after:swap", () => {
  const live = document.getElementById("live");
  const now = live?.querySelector("[data-state]")?.dataset.state;
  const old = document.getElementById("page-old");
  if (old && now && live.dataset.state !== now) old.hidden = false;
  runClocks();
  ring();
});

// -- clocks: how long until a promise runs out ----------------------------------------------------

function lasted(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.floor(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor((minutes % 1440) / 60)} h`;
}

function runClocks() {
  for (const clock of document.querySelectorAll("[data-due]")) {
    const left = Number(clock.dataset.due) - (Date.now() + skew) / 1000;
    const words = left < 0 ? document.body.dataset.late : document.body.dataset.left;
    const text = words.replace("{}", lasted(Math.abs(left)));
    if (clock.textContent !== text) clock.textContent = text;
    clock.classList.toggle("late", left < 0);
    clock.classList.toggle("soon", left >= 0 && left < 900);
  }
}

runClocks();
setInterval(runClocks, FRESH_SECONDS * 1000);

// -- idle: a forgotten screen goes blank; polling keeps nobody logged in ---------------------------

const exit = document.body.dataset.idle;
if (exit) {
  let touched = Date.now();
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => { touched = Date.now(); });
  setInterval(() => {
    if (Date.now() - touched > IDLE_MINUTES * 60_000) {
      document.body.replaceChildren();
      location.replace(exit);
    }
  }, 10_000);
}
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll(".sbar details")) part.open = true;
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// -- drafts stay while the tab does, and go at the next login ---------------------------------------

if (document.querySelector("[data-forget]")) sessionStorage.clear();
for (const draft of document.querySelectorAll("[data-draft]")) {
  const key = `draft-${draft.dataset.draft}`;
  draft.value = draft.value || sessionStorage.getItem(key) || "";
  if (draft.value) {
    sessionStorage.setItem(key, draft.value); // also what was typed before this script ran
    draft.closest("details")?.setAttribute("open", "");
  }
  draft.addEventListener("input", () => sessionStorage.setItem(key, draft.value));
  draft.form.addEventListener("submit", () => sessionStorage.removeItem(key));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.fill) {
    const draft = button.form.elements.body;
    draft.value = draft.value ? `${draft.value.trimEnd()} ${button.dataset.fill}` : button.dataset.fill;
    draft.dispatchEvent(new Event("input", { bubbles: true }));
    draft.focus();
  }
  if ("print" in button.dataset) print();
  if ("sound" in button.dataset) switchSound(button);
});

// -- keys: c takes, r writes, / searches ------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!target) return;
  event.preventDefault();
  target.tagName === "BUTTON" ? target.click() : target.focus();
});

// -- the wall: a sound for what is new and urgent, and a warning when news stop ----------------------

let sound = null;
let urgentBefore = urgentNow();
let heardAt = Date.now();

function urgentNow() {
  return Number(document.querySelector("[data-urgent]")?.dataset.urgent ?? 0);
}

function switchSound(button) {
  sound = sound ? null : new AudioContext();
  button.setAttribute("aria-pressed", String(Boolean(sound)));
  button.textContent = sound ? button.dataset.off : button.dataset.on;
  if (sound) chime();
}

function ring() {
  heardAt = Date.now();
  document.querySelector(".stale")?.remove();
  const now = urgentNow();
  if (sound && now > urgentBefore) chime();
  urgentBefore = now;
}

function chime() {
  [660, 880].forEach((pitch, number) => {
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    const at = sound.currentTime + number * 0.22;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.25, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.5);
    tone.connect(volume).connect(sound.destination);
    tone.start(at);
    tone.stop(at + 0.55);
  });
}

const wall = document.getElementById("wall");
if (wall) {
  setInterval(() => {
    if (Date.now() - heardAt < 30_000 || document.querySelector(".stale")) return;
    const warning = document.createElement("p");
    warning.className = "stale";
    warning.setAttribute("role", "alert");
    warning.textContent = wall.dataset.stale;
    wall.before(warning);
  }, FRESH_SECONDS * 1000);
}
