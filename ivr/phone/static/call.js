// A call: what has happened is fetched as fast as it comes, and heard at the pace of speech.
import { _, add, ask, at, element, phone } from "./page.js";
import { ring, say, touch } from "./sounds.js";
import { clearSteps, explain, offerScenario, step } from "./steps.js";

const READING = 55; // milliseconds for a character that nobody reads aloud
const language = (tag) => tag.replace(/^cmn/, "zh"); // as browsers know it

let call = null; // the call that goes on: what has happened and is not yet heard, what has been typed, what is asked

function caption(words, kind, tag) {
  add(at("captions"), element("p", { textContent: words, className: kind, lang: tag ? language(tag) : document.documentElement.lang, dir: "auto" }));
}

function state(words, idle = false) {
  at("state").textContent = words;
  at("call").disabled = !idle;
  at("hangup").disabled = idle;
}

// How a line that rang has ended.
const ended = ({ ended: how, seconds }) => how === "completed" ? _("the call lasts %(seconds)s s", { seconds })
  : { busy: _("busy"), "no-answer": _("no answer"), failed: _("unreachable"), canceled: _("canceled") }[how] ?? how;

export const goesOn = () => call !== null;

export async function begin() {
  await go(_("calling"), () => ask("calls", { number: phone() }));
}

// A call of the service, taken as `how` says. Nothing more happens in one that nobody has answered.
export async function pickUp(sid, how) {
  const taken = { answer: _("You answer"), machine: _("A machine answers"), busy: _("You decline: busy"), "no-answer": _("You let it ring: no answer") }[how];
  await go(_("listening"), async () => {
    const answered = await ask(`incoming/${sid}`, { number: phone(), how });
    caption(_("%(number)s is calling", { number: answered.number }), "done");
    caption(taken, "done");
    return { ...answered, machine: how === "machine" };
  });
}

async function go(words, start) {
  at("captions").replaceChildren();
  clearSteps();
  state(words);
  try {
    const started = await start();
    if (started.sid === null) return;
    call = { ...started, queue: [], wake: () => {}, skip: new AbortController(), typed: "", question: null, unread: 0 };
    listen(call);
    await follow(call);
    if (started.scenario) offerScenario(started.sid);
  } catch (error) {
    caption(error.message, "wrong", "en");
  } finally {
    end();
  }
}

function end() {
  ring(false);
  at("ringing").hidden = true;
  at("silence").disabled = true;
  state(_("idle"), true);
  if (document.activeElement !== at("body")) at("call").focus(); // whoever writes a text goes on writing
  call = null;
}

// Fetches what is new, as fast as it comes.
async function listen(mine) {
  for (let seen = 0, over = false; !over;) {
    let news;
    try {
      news = await ask(`calls/${mine.sid}?after=${seen}`);
    } catch (error) {
      news = { entries: [{ failed: error.message }], over: true };
    }
    seen += news.entries.length;
    over = news.over && !news.entries.length;
    mine.queue.push(...news.entries, ...(over ? [{ over }] : []));
    mine.wake();
  }
}

// Goes through it at the pace of speech.
async function follow(mine) {
  for (;;) {
    while (!mine.queue.length) await new Promise((resolve) => { mine.wake = resolve; });
    const entry = mine.queue.shift();
    if (entry.over) return;
    await happen(mine, entry);
  }
}

async function happen(mine, entry) {
  if ("heard" in entry) return hear(mine, entry);
  if ("waits" in entry) return wait(mine, entry);
  if ("rings" in entry) return rings(mine, entry);
  if ("document" in entry) {
    mine.skip = new AbortController(); // a key cuts short what one document says, not the next
    step(mine.sid, entry);
  }
  if ("pressed" in entry) caption(pressed(mine, entry.pressed), "done");
  if ("rang" in entry) caption(`${mine.ringing}: ${ended(entry)}`, "done");
  if ("hung_up" in entry) {
    caption(entry.hung_up === "caller" ? _("You hang up") : _("The service hangs up"), "done");
    for (const limit of await explain(mine.sid)) caption(limit, "wrong", "en");
  }
  if ("failed" in entry) caption(entry.failed, "wrong", "en");
}

function pressed(mine, key) {
  if (mine.machine) return _("No key is pressed");
  return key ? _("You press %(key)s", { key }) : _("You stay silent");
}

async function hear(mine, entry) {
  if (mine.skip.signal.aborted && asks(mine)) return; // a key cut it short: it was not heard
  caption(entry.heard, "heard", entry.voice);
  state(_("listening"));
  if (mine.typed && asks(mine)) return;
  const said = at("sound").checked && await say(entry, mine.skip.signal);
  if (!said) mine.unread += entry.heard.length * READING;
}

// Does a key count now? Only what is known of the call by now can tell; as long as it is not, it does.
function asks(mine) {
  const next = mine.queue.find((each) => "waits" in each || "rings" in each || "hung_up" in each);
  return !next || "waits" in next;
}

// The keys count from the first sentence on; silence begins when all has been said, and read.
async function wait(mine, { waits, seconds }) {
  state(waits === 1 ? _("press a key") : _("a number, then #"));
  at("silence").disabled = false;
  mine.skip = new AbortController();
  const keys = await new Promise((resolve) => {
    mine.question = { digits: waits, patience: seconds * 1000 + mine.unread, resolve };
    consider(mine);
  });
  Object.assign(mine, { question: null, typed: "", unread: 0 });
  at("silence").disabled = true;
  at("typed").textContent = "";
  if (!mine.gone) await ask(`calls/${mine.sid}/keys`, { keys });
}

// Is what has been typed an answer? If not, silence will be one.
function consider(mine) {
  const { digits, patience, resolve } = mine.question;
  clearTimeout(mine.timer);
  if (digits === 1 && mine.typed) return resolve(mine.typed[0]);
  if (digits !== 1 && mine.typed.includes("#")) return resolve(mine.typed.split("#")[0]);
  mine.timer = setTimeout(() => resolve(mine.typed), patience);
}

export function press(key) {
  if (at("sound").checked) touch(key);
  if (!call) return;
  call.typed += key;
  at("typed").textContent = call.typed;
  if (call.question) consider(call);
  else if (asks(call)) call.skip.abort();
  else call.typed = ""; // nobody takes it
}

export function stayQuiet() {
  call?.question?.resolve("");
}

async function rings(mine, { rings: number, name }) {
  Object.assign(mine, { ringing: name, unread: 0, typed: "" });
  caption(_("%(line)s rings", { line: name }), "done");
  at("who").textContent = _("%(line)s rings (%(number)s). How does it answer?", { line: name, number });
  at("ringing").hidden = false;
  state(_("ringing"));
  if (at("sound").checked) ring(true);
  at("who").focus();
  const end = await new Promise((resolve) => { mine.answer = resolve; });
  ring(false);
  at("ringing").hidden = true;
  mine.typed = "";
  if (end) {
    if (["answers", "hangs up"].includes(end)) caption(_("You are put through to %(line)s.", { line: name }), "through");
    await ask(`calls/${mine.sid}/far-end`, { far_end: end });
  }
}

export async function hangUp() {
  if (!call) return;
  const mine = Object.assign(call, { gone: true });
  await ask(`calls/${mine.sid}/hang-up`, {}).catch(() => {});
  mine.skip.abort();
  clearTimeout(mine.timer);
  mine.answer?.(null);
  mine.question?.resolve("");
  mine.queue = mine.queue.filter((each) => !("heard" in each));
}

export function answer(end) {
  call?.answer?.(end);
}

// Who leaves the page hangs up.
addEventListener("pagehide", () => {
  if (call) navigator.sendBeacon(`/phone/calls/${call.sid}/hang-up`, new Blob(["{}"], { type: "application/json" }));
});
