// The clock of the demo: told in the time at home, and set.
import { _, ask, at } from "./page.js";

let ahead = null; // milliseconds that the service's clock is ahead of this machine's; null: it can't be seen
const HOME = { timeZone: document.body.dataset.zone, weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

const shown = (moment) => new Intl.DateTimeFormat(document.documentElement.lang === "ja" ? "ja" : "en-GB", HOME).format(moment);

export function tick() {
  if (ahead !== null) at("now").textContent = shown(Date.now() + ahead);
}

// When the service calls somebody back, and a button that sets the clock to it.
export function tellCallBack({ call_back: due }) {
  at("called").hidden = !due;
  if (!due || at("due").dataset.at === due) return;
  at("due").dataset.at = due;
  at("due").textContent = _("When the call comes: %(moment)s", { moment: shown(Date.parse(due)) });
}

export function tell({ now, note, call_back: due }) {
  ahead = now === null ? null : Date.parse(now) - Date.now();
  at("clock").hidden = now === null;
  at("tour").hidden = now === null;
  at("back").textContent = note;
  tellCallBack({ call_back: due });
  tick();
}

export async function setClock(moment) {
  try {
    tell(await ask("clock", { at: moment }));
  } catch (error) {
    at("now").textContent = error.message;
  }
}

// "Sunday 20:00": the next one, counted from today at home.
export function coming(words) {
  const [name, time] = words.split(" ");
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const today = new Date(new Date().toLocaleString("en-US", { timeZone: HOME.timeZone }));
  today.setDate(today.getDate() + ((days.indexOf(name) - today.getDay() + 7) % 7 || 7));
  const two = (number) => String(number).padStart(2, "0");
  return `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())} ${time}`;
}
