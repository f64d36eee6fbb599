// A telephone on the screen. The handset itself runs on the server, as in the terminal and in the tests; here is what
// is heard of it, at the pace of speech, and what the person does.
import { ring, say, touch, voiceFor } from "./sounds.js";

const at = (id) => document.getElementById(id);
const READING = 55; // milliseconds for a character that nobody reads aloud
const POLL = 1000;

let call = null; // the call that goes on: what has happened and is not yet heard, what has been typed, what is asked
let clockAhead = null; // milliseconds that the service's clock is ahead of this machine's; null: it can't be seen

async function ask(path, data) {
  const answer = await fetch(`/phone/${path}`, data && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(data),
  });
  const found = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Error(found.error ?? answer.statusText);
  return found;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function add(list, item) {
  list.append(item);
  list.scrollTop = list.scrollHeight;
}

const language = (tag) => tag.replace(/^cmn/, "zh");
const phone = () => document.querySelector("input[name=phone]:checked").value;

// --- the call -------------------------------------------------------------------------------------------------

function caption(words, kind, tag) {
  add(at("captions"), element("p", { textContent: words, className: kind, lang: tag ? language(tag) : "en", dir: "auto" }));
}

function state(words) {
  at("state").textContent = words;
  at("call").disabled = words !== "idle";
  at("hangup").disabled = words === "idle";
}

async function begin() {
  for (const list of ["captions", "decisions"]) at(list).replaceChildren();
  at("nothing").hidden = false;
  at("save").hidden = true;
  state("calling");
  try {
    const { sid } = await ask("calls", { number: phone() });
    call = { sid, queue: [], wake: () => {}, skip: new AbortController(), typed: "", question: null, unread: 0 };
    listen(call);
    await follow(call);
  } catch (error) {
    caption(error.message, "wrong");
  }
  ring(false);
  at("ringing").hidden = true;
  at("silence").disabled = true;
  state("idle");
  at("call").focus();
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
  if ("document" in entry) return step(mine, entry);
  if ("pressed" in entry) caption(entry.pressed ? `You press ${entry.pressed}` : "You stay silent", "done");
  if ("rang" in entry) caption(`${mine.ringing}: ${entry.ended === "completed" ? `the call lasts ${entry.seconds} s` : entry.ended}`, "done");
  if ("hung_up" in entry) {
    caption(entry.hung_up === "caller" ? "You hang up" : "The service hangs up", "done");
    await explain(mine);
  }
  if ("failed" in entry) caption(entry.failed, "wrong");
}

async function hear(mine, entry) {
  if (mine.skip.signal.aborted && asks(mine)) return; // a key cut it short: it was not heard
  caption(entry.heard, "heard", entry.voice);
  state("listening");
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
  state(waits === 1 ? "press a key" : "a number, then #");
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

function press(key) {
  if (at("sound").checked) touch(key);
  if (!call) return;
  call.typed += key;
  at("typed").textContent = call.typed;
  if (call.question) consider(call);
  else if (asks(call)) call.skip.abort();
  else call.typed = ""; // nobody takes it
}

function stayQuiet() {
  call?.question?.resolve("");
}

async function rings(mine, { rings: number, name }) {
  Object.assign(mine, { ringing: name, unread: 0, typed: "" });
  caption(`${name} rings`, "done");
  at("who").textContent = `${name} rings (${number}). How does it answer?`;
  at("ringing").hidden = false;
  state("ringing");
  if (at("sound").checked) ring(true);
  at("who").focus();
  const end = await new Promise((resolve) => { mine.answer = resolve; });
  ring(false);
  at("ringing").hidden = true;
  mine.typed = "";
  if (end) {
    if (["answers", "hangs up"].includes(end)) caption(`You are put through to ${name}.`, "through");
    await ask(`calls/${mine.sid}/far-end`, { far_end: end });
  }
}

async function hangUp() {
  if (!call) return;
  const mine = Object.assign(call, { gone: true });
  await ask(`calls/${mine.sid}/hang-up`, {}).catch(() => {});
  mine.skip.abort();
  clearTimeout(mine.timer);
  mine.answer?.(null);
  mine.question?.resolve("");
  mine.queue = mine.queue.filter((each) => !("heard" in each));
}

// --- what the service decided ---------------------------------------------------------------------------------

function step(mine, { document: address, twiml }) {
  mine.skip = new AbortController(); // a key cuts short what one document says, not the next
  const { pathname, searchParams } = new URL(address);
  at("nothing").hidden = true;
  const shown = element("li", {}, element("p", {}, element("strong", { textContent: `POST ${pathname}` })),
    element("ul", { className: "because" }),
    element("details", {}, element("summary", { textContent: "TwiML" }), element("pre", { textContent: pretty(twiml), tabIndex: 0 })));
  shown.dataset.step = searchParams.get("step") ?? "0";
  at("decisions").append(shown);
  explain(mine);
}

async function explain(mine) {
  const { steps } = await ask(`calls/${mine.sid}/decisions`).catch(() => ({ steps: null }));
  for (const found of steps ?? []) {
    const list = at("decisions").querySelector(`[data-step="${found.step}"] .because`);
    list?.replaceChildren(...found.because.map((reason) => element("li", { textContent: reason })));
  }
  Object.assign(at("save"), { hidden: false, href: `/phone/calls/${mine.sid}/scenario.yaml` });
}

function pretty(twiml) {
  let depth = 0;
  return twiml.replace(/^<\?xml[^>]*\?>\s*/, "").replace(/></g, ">\n<").split("\n").map((line) => {
    if (line.startsWith("</")) depth -= 1;
    const shown = "  ".repeat(depth) + line;
    if (/^<[^/][^>]*[^/]>$/.test(line)) depth += 1;
    return shown;
  }).join("\n");
}

// --- text messages --------------------------------------------------------------------------------------------

const threads = new Map(); // by telephone: {items, seen}

function thread() {
  if (!threads.has(phone())) threads.set(phone(), { items: [], seen: new Set() });
  return threads.get(phone());
}

function message(mine, body, kind) {
  const item = element("p", { className: kind, dir: "auto" }, element("span", { className: "visually-hidden", textContent: kind === "sent" ? "You: " : "Tsunagu: " }), body);
  mine.items.push(item);
  if (mine === thread()) add(at("thread"), item);
}

function showThread() {
  at("thread").replaceChildren(...thread().items);
  at("thread").scrollTop = at("thread").scrollHeight;
}

async function lookForTexts() {
  const mine = thread();
  const { texts } = await ask(`texts?number=${encodeURIComponent(phone())}`).catch(() => ({ texts: [] }));
  if (texts === null && !mine.seen.has("none")) {
    mine.seen.add("none");
    message(mine, "Texts that this service sends can't be seen here; its answers can.", "note");
  }
  for (const { sid, body } of texts ?? []) {
    if (mine.seen.has(sid)) continue;
    mine.seen.add(sid);
    message(mine, body, "received");
  }
}

async function write(event) {
  event.preventDefault();
  const mine = thread();
  const body = at("body").value.trim();
  if (!body) return;
  if (phone() === "anonymous") return message(mine, "Who withholds the number can't send texts.", "note");
  at("body").value = "";
  message(mine, body, "sent");
  try {
    const { answer } = await ask("texts", { number: phone(), body });
    message(mine, answer ?? "(no answer)", answer === null ? "note" : "received");
  } catch (error) {
    message(mine, error.message, "wrong");
  }
}

// --- the clock, and who calls ---------------------------------------------------------------------------------

const JAPAN = { timeZone: "Asia/Tokyo", weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

function tick() {
  if (clockAhead === null) return;
  at("now").textContent = new Intl.DateTimeFormat("en-GB", JAPAN).format(Date.now() + clockAhead);
}

function tell({ now }) {
  clockAhead = now === null ? null : Date.parse(now) - Date.now();
  at("clock").hidden = now === null;
  tick();
}

async function setClock(moment) {
  try {
    tell(await ask("clock", { at: moment }));
  } catch (error) {
    at("now").textContent = error.message;
  }
}

// "Sunday 20:00": the next one, counted from today in Japan.
function coming(words) {
  const [name, time] = words.split(" ");
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const today = new Date(new Date().toLocaleString("en-US", { timeZone: "Asia/Tokyo" }));
  today.setDate(today.getDate() + ((days.indexOf(name) - today.getDay() + 7) % 7 || 7));
  const two = (number) => String(number).padStart(2, "0");
  return `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())} ${time}`;
}

function anotherMobile() {
  const number = `+8190${String(crypto.getRandomValues(new Uint32Array(1))[0] % 1e8).padStart(8, "0")}`;
  const label = element("label", { className: "choice" },
    element("input", { type: "radio", name: "phone", value: number }), " ",
    element("span", {}, "another mobile ", element("span", { className: "quiet nowrap", textContent: number })));
  at("another").before(label);
  label.querySelector("input").checked = true;
  showThread();
}

function tellVoices() {
  const tags = { Vietnamese: "vi", Chinese: "cmn", Indonesian: "id", Filipino: "fil", English: "en", Thai: "th", Japanese: "ja", Korean: "ko", Spanish: "es", Portuguese: "pt" };
  const silent = Object.keys(tags).filter((name) => !voiceFor(tags[name]));
  at("voices").textContent = silent.length
    ? `This browser has no voice for ${silent.join(", ")}: read the captions. At the carrier they are spoken.`
    : "The browser speaks for the carrier's voices.";
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  if (button.dataset.key) press(button.dataset.key);
  if (button.dataset.end) call?.answer?.(button.dataset.end);
  if ("clock" in button.dataset) setClock(button.dataset.clock && coming(button.dataset.clock));
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9*#]$/.test(event.key)) return;
  event.preventDefault();
  press(event.key);
});
document.addEventListener("change", ({ target }) => { if (target.name === "phone") showThread(); });
at("call").addEventListener("click", begin);
at("hangup").addEventListener("click", hangUp);
at("silence").addEventListener("click", stayQuiet);
at("set").addEventListener("click", () => at("moment").value && setClock(at("moment").value));
at("another").addEventListener("click", anotherMobile);
at("around").addEventListener("submit", (event) => event.preventDefault());
at("write").addEventListener("submit", write);
globalThis.speechSynthesis?.addEventListener?.("voiceschanged", tellVoices);
tellVoices();
ask("clock").then(tell, () => {});
setInterval(tick, 1000);
lookForTexts();
setInterval(lookForTexts, POLL);
