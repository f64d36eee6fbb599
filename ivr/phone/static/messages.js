// Text messages: a thread for each telephone. What is sent to it comes from the demo's carrier.
import { _, add, ask, at, element, phone } from "./page.js";

const threads = new Map(); // by telephone: {items, seen}

function thread() {
  if (!threads.has(phone())) threads.set(phone(), { items: [], seen: new Set() });
  return threads.get(phone());
}

function message(mine, body, kind) {
  const item = element("p", { className: kind, dir: "auto" }, element("span", { className: "visually-hidden", textContent: kind === "sent" ? `${_("You:")} ` : "Tsunagu: " }), body);
  mine.items.push(item);
  if (mine === thread()) add(at("thread"), item);
}

export function showThread() {
  at("thread").replaceChildren(...thread().items);
  at("thread").scrollTop = at("thread").scrollHeight;
}

export async function lookForTexts() {
  const mine = thread();
  const { texts } = await ask(`texts?number=${encodeURIComponent(phone())}`).catch(() => ({ texts: [] }));
  if (texts === null && !mine.seen.has("none")) {
    mine.seen.add("none");
    message(mine, _("Texts that this service sends can't be seen here; its answers can."), "note");
  }
  for (const { sid, body } of texts ?? []) {
    if (mine.seen.has(sid)) continue;
    mine.seen.add(sid);
    message(mine, body, "received");
  }
}

export async function write(event) {
  event.preventDefault();
  const mine = thread();
  const body = at("body").value.trim();
  if (!body) return;
  if (phone() === "anonymous") return message(mine, _("Who withholds the number can't send texts."), "note");
  at("body").value = "";
  message(mine, body, "sent");
  try {
    const { answer, because } = await ask("texts", { number: phone(), body });
    message(mine, answer ?? (because ? _("No answer: %(reason)s", { reason: because }) : _("No answer")), answer === null ? "note" : "received");
  } catch (error) {
    message(mine, error.message, "wrong");
  }
}
