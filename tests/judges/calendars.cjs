// When the events of feeds take place between two moments: for each reader, for each feed, [[summary, begin, end], …].
// Moments are ISO in UTC, the days of all-day events plain dates.
const ICAL = require("ical.js");
const ical = require("node-ical");

const { feeds, between } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const [first, last] = between.map((moment) => new Date(moment));
const moment = (date) => date.toISOString().slice(0, 19) + "Z";
const isWithin = (date) => date >= first && date < last;

function byIcalJs(feed) {
  const calendar = new ICAL.Component(ICAL.parse(feed));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const found = [];
  for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const days = event.iterator();
    for (let begin = days.next(); begin && begin.toJSDate() < last; begin = days.next()) {
      const end = begin.clone();
      end.addDuration(event.duration);
      const written = begin.isDate ? [begin.toString(), end.toString()] : [begin, end].map((each) => moment(each.toJSDate()));
      if (isWithin(begin.toJSDate())) found.push([event.summary, ...written]);
    }
  }
  return found.sort();
}

function byNodeIcal(feed) {
  const events = Object.values(ical.parseICS(feed)).filter((each) => each.type === "VEVENT");
  const instances = events.flatMap((event) => ical.expandRecurringEvent(event, { from: first, to: last }));
  const day = (date) => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0"));
  return instances
    .filter((instance) => isWithin(instance.start))
    .map((instance) => {
      const write = instance.isFullDay ? (date) => day(date).join("-") : moment;
      return [instance.summary, write(instance.start), write(instance.end)];
    })
    .sort();
}

process.stdout.write(JSON.stringify({ "ical.js": feeds.map(byIcalJs), "node-ical": feeds.map(byNodeIcal) }));
