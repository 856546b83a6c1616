// icaljs: reads calendars with ical.js, by the VTIMEZONE that each brings along, and
// prints a line for each: when its events begin, in seconds since 1970.
//
// usage: icaljs.mjs DIRECTORY   DIRECTORY: where npm has put ical.js
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2], "package.json"));
const ICAL = (await import(require.resolve("ical.js"))).default;

const end = "END:VCALENDAR\r\n";
const texts = readFileSync(0, "utf8").split(end).slice(0, -1);
for (const text of texts) {
  const calendar = new ICAL.Component(ICAL.parse(text + end));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone"))
    ICAL.TimezoneService.register(zone);
  const events = calendar.getAllSubcomponents("vevent");
  console.log(events.map((event) =>
    new ICAL.Event(event).startDate.toUnixTime()).join(" "));
}
