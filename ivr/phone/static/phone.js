// A telephone on the screen. The handset itself runs on the server, as in the terminal and in the tests.
import { answer, begin, hangUp, press, stayQuiet } from "./call.js";
import { coming, setClock, tell, tellCallBack, tick } from "./clock.js";
import { awaitCalls, changeTelephone, take } from "./incoming.js";
import { lookForTexts, showThread, write } from "./messages.js";
import { _, ask, at, element } from "./page.js";
import { voiceFor } from "./sounds.js";

const POLL = 1000; // milliseconds

function anotherMobile() {
  const number = `${document.body.dataset.mobile}${1e7 + (crypto.getRandomValues(new Uint32Array(1))[0] % 9e7)}`;
  const label = element("label", { className: "choice" },
    element("input", { type: "radio", name: "phone", value: number }), " ",
    element("span", {}, _("another mobile"), " ", element("span", { className: "quiet nowrap", textContent: number })));
  at("another").before(label);
  label.querySelector("input").checked = true;
  changed();
}

function changed() {
  showThread();
  changeTelephone();
}

function tellVoices() {
  const names = new Intl.DisplayNames([document.documentElement.lang], { type: "language" });
  const silent = ["vi", "zh", "id", "fil", "en", "th", "ja", "ko", "es", "pt"].filter((tag) => !voiceFor(tag === "zh" ? "cmn" : tag));
  at("voices").textContent = silent.length
    ? _("This browser has no voice for these languages: %(languages)s. Read the captions. At the carrier they are spoken.", { languages: silent.map((tag) => names.of(tag)).join(", ") })
    : _("The browser speaks for the carrier's voices.");
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.key) press(button.dataset.key);
  if (button.dataset.end) answer(button.dataset.end);
  if (button.dataset.take) take(button.dataset.take);
  if ("clock" in button.dataset) setClock(button.dataset.clock && coming(button.dataset.clock));
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9*#]$/.test(event.key)) return;
  event.preventDefault();
  press(event.key);
});
document.addEventListener("change", ({ target }) => { if (target.name === "phone") changed(); });
at("call").addEventListener("click", begin);
at("hangup").addEventListener("click", hangUp);
at("silence").addEventListener("click", stayQuiet);
at("set").addEventListener("click", () => at("moment").value && setClock(at("moment").value));
at("due").addEventListener("click", () => setClock(at("due").dataset.at));
at("another").addEventListener("click", anotherMobile);
at("around").addEventListener("submit", (event) => event.preventDefault());
at("write").addEventListener("submit", write);
globalThis.speechSynthesis?.addEventListener?.("voiceschanged", tellVoices);
tellVoices();
ask("clock").then((answer) => {
  tell(answer);
  if (answer.now === null) return; // nobody outside sees whom another service calls
  awaitCalls();
  setInterval(() => ask("clock").then(tellCallBack, () => {}), POLL);
}, () => {});
setInterval(tick, 1000);
lookForTexts();
setInterval(lookForTexts, POLL);
