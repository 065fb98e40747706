// Speaks what the line says, where the browser can. Everything stays written as well.

import { $ } from "./dom.js";

const can = "speechSynthesis" in window;
let isOn = can && localStorage.getItem("sound") !== "off";

export function speak(lines) {
  if (!isOn || lines.length === 0) return;
  for (const line of lines) {
    const saying = new SpeechSynthesisUtterance(line.words);
    saying.lang = line.language;
    saying.rate = 1.02;
    window.speechSynthesis.speak(saying);
  }
}

export function hush() {
  if (can) window.speechSynthesis.cancel();
}

export function setUpSound() {
  const button = $("sound");
  const show = () => button.setAttribute("aria-pressed", String(isOn));
  button.hidden = !can;
  button.addEventListener("click", () => {
    isOn = !isOn;
    localStorage.setItem("sound", isOn ? "on" : "off");
    if (!isOn) hush();
    show();
  });
  show();
}
