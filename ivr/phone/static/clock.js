// The clock of the demo: told in Japan's time, and set.
import { ask, at } from "./page.js";

let ahead = null; // milliseconds that the service's clock is ahead of this machine's; null: it can't be seen
const JAPAN = { timeZone: "Asia/Tokyo", weekday: "short", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function tick() {
  if (ahead === null) return;
  at("now").textContent = new Intl.DateTimeFormat(document.documentElement.lang === "ja" ? "ja" : "en-GB", JAPAN).format(Date.now() + ahead);
}

export function tell({ now, note }) {
  ahead = now === null ? null : Date.parse(now) - Date.now();
  at("clock").hidden = now === null;
  at("tour").hidden = now === null;
  at("back").textContent = note;
  tick();
}

export async function setClock(moment) {
  try {
    tell(await ask("clock", { at: moment }));
  } catch (error) {
    at("now").textContent = error.message;
  }
}

// "Sunday 20:00": the next one, counted from today in Japan.
export function coming(words) {
  const [name, time] = words.split(" ");
  const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const today = new Date(new Date().toLocaleString("en-US", { timeZone: "Asia/Tokyo" }));
  today.setDate(today.getDate() + ((days.indexOf(name) - today.getDay() + 7) % 7 || 7));
  const two = (number) => String(number).padStart(2, "0");
  return `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())} ${time}`;
}
