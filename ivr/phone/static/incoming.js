// Calls of the service: as long as one rings, a banner asks how it is taken.
import { goesOn, pickUp } from "./call.js";
import { _, ask, at, phone } from "./page.js";
import { bell } from "./sounds.js";

const AGAIN = 3000; // milliseconds after a failure
const SOON = 300; // milliseconds between two looks whether a call has ended
const title = document.title;
const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
let ringing = ""; // the id of the call that rings
let poll = new AbortController();

// Asks all the time whether a call rings at the telephone of the page.
export async function awaitCalls() {
  for (;;) {
    poll = new AbortController();
    try {
      const { call } = await ask(`incoming?${new URLSearchParams({ number: phone(), known: ringing })}`, undefined, poll.signal);
      show(goesOn() ? null : call);
      if (call && goesOn()) await pause(SOON); // it waits until the call that goes on has ended
    } catch (error) {
      show(null);
      if (error.name !== "AbortError") await pause(AGAIN);
    }
  }
}

function show(call) {
  const before = ringing;
  ringing = call?.sid ?? "";
  if (ringing === before) return;
  const words = call ? _("%(number)s is calling", { number: call.number }) : "";
  at("caller").textContent = words;
  at("take").hidden = !call;
  document.title = call ? `☎ ${words}` : title;
  if (call && document.activeElement !== at("body")) at("incoming").scrollIntoView(); // whoever writes a text goes on writing
  bell(call !== null && at("sound").checked);
}

// Another telephone hears other calls.
export function changeTelephone() {
  poll.abort();
}

export async function take(how) {
  const sid = ringing;
  show(null);
  at("captions").focus();
  await pickUp(sid, how);
}
