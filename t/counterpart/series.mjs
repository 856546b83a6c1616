// series: reads calendars with ical.js, by the VTIMEZONE that each brings along, and
// prints a line for each: [[BEGIN, END], ...] of all dates of its events that are not
// cancelled, in seconds since 1970.
//
// usage: series.mjs DIRECTORY   DIRECTORY: where npm has put ical.js
// Reads a line of JSON for each calendar: {"text": ..., "last": SECONDS}, the last time
// at which dates that are looked at begin.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2], "package.json"));
const ICAL = (await import(require.resolve("ical.js"))).default;

function* occurrences(event, last) {
  if (!event.isRecurring()) {
    yield event;
    return;
  }
  const walk = event.iterator();
  for (let next; (next = walk.next()) && next.toUnixTime() <= last + 86400;) {
    const { startDate, endDate, item } = event.getOccurrenceDetails(next);
    yield { startDate, endDate, component: item.component };
  }
}

const isOff = ({ component }) =>
  component.getFirstPropertyValue("status") === "CANCELLED";

function read(text, last) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents("vevent").map((event) =>
    new ICAL.Event(event, { strictExceptions: true, exceptions: [] }));
  const series = events.filter((event) => !event.isRecurrenceException());
  for (const date of events.filter((event) => event.isRecurrenceException()))
    series.find(({ uid }) => uid === date.uid).relateException(date);
  return series.flatMap((event) => [...occurrences(event, last)])
    .filter((date) => !isOff(date))
    .map((date) => [date.startDate.toUnixTime(), date.endDate.toUnixTime()])
    .filter(([begin]) => begin <= last);
}

for (const line of readFileSync(0, "utf8").split("\n").slice(0, -1)) {
  const { text, last } = JSON.parse(line);
  console.log(JSON.stringify(read(text, last)));
}
