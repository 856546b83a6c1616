// temporal.mjs DIRECTORY: answers each line of JSON, a rule with its start and
// how many dates are wanted until when, by a line with the dates that
// rrule-temporal of that directory gives.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.argv[2] + "/");
require("temporal-polyfill/global");
const { RRuleTemporal } = require("rrule-temporal");

const digits = (time) => time.replaceAll(/[-:]/g, "");

function dates({ rule, start, last, most }) {
  const found = [];
  const text = `DTSTART:${digits(start)}Z\nRRULE:${rule};UNTIL=${digits(last)}Z`;
  const options = { rruleString: text, maxIterations: 1e6 };
  new RRuleTemporal(options).all((date) => {
    const wall = date.toPlainDateTime().toString({ smallestUnit: "second" });
    if (wall >= last || found.length === most) return false;
    found.push(wall);
    return true;
  });
  return found;
}

for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(dates(JSON.parse(line))));
