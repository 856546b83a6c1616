// stripe-signature: judges deliveries as Hearth does, by Stripe's own library, which signs
// them, too.
//
// usage: stripe-signature.mjs DIRECTORY ANSWER [N]
//   DIRECTORY  where npm has put stripe
//   ANSWER     t/counterpart/answer of a build
//   N          so many deliveries (default 120)
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const [directory, answer, n = "120"] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const { webhooks } = require("stripe");

const NOW = 1700000000;
const AGES = [0, 1, 299, 300, 301, 5000];

let draws = 0;
const bytes = (size) => createHash("shake256", { outputLength: size })
  .update(`hearth ${draws++}`).digest();
const below = (most) => bytes(4).readUInt32BE() % most;
const secret = () => "whsec_" + bytes(24).toString("hex");
const sign = (d, by) =>
  webhooks.generateTestHeaderString({ payload: d.body, secret: by, timestamp: d.time });
const mac = (header) => header.split("v1=")[1];

// What is wrong with one; the first three are right. Of the last two Stripe's library takes
// what Hearth does not (DESIGN.md, Tickets).
const flaws = [
  (d) => d,
  (d) => ({ ...d, header: d.header.replace(",", `,v1=${mac(sign(d, secret()))},v0=1,`) }),
  (d) => ({ ...d, header: d.header + ",v2=" + "0".repeat(64) }),
  (d) => ({ ...d, header: d.header.replace("v1=", "v0=") }),
  (d) => ({ ...d, header: d.header.replace(/t=\d/, "t=2") }),
  (d) => ({ ...d, header: d.header.replace(/t=\d+,/, "") }),
  (d) => ({ ...d, header: d.header.replace(/t=\d+/, "t=") }),
  (d) => ({ ...d, header: d.header.replace("v1=", "V1=") }),
  (d) => ({ ...d, header: d.header.replace("v1=", " v1=") }),
  (d) => ({ ...d, header: d.header.slice(0, -1) }),
  (d) => ({ ...d, header: d.header + "0" }),
  (d) => ({ ...d, header: d.header.slice(0, -1) + (d.header.endsWith("0") ? "1" : "0") }),
  (d) => ({ ...d, header: `t=${d.time},v1=` }),
  (d) => ({ ...d, header: "" }),
  (d) => ({ ...d, body: d.body.replace(/\d/, (digit) => (Number(digit) + 1) % 10) }),
  (d) => ({ ...d, body: d.body + " " }),
  (d) => ({ ...d, by: [secret()] }),
  (d) => ({ ...d, header: sign({ ...d, time: NOW + 301 + below(1e6) }, d.by[0]), ours: "none" }),
  (d) => ({ ...d, header: `t=${d.time},` + d.header,
    ours: "none" }),
];

function made(i) {
  const by = [secret(), secret()].slice(0, 1 + below(2));
  const d = { by, time: NOW - AGES[i % AGES.length] };
  d.body = JSON.stringify({ id: `evt_${below(1e6)}`, data: { name: "Zoë 💐 \\ \t" } });
  d.header = sign(d, by[below(by.length)]);
  return flaws[i < 36 ? i % 3 : below(flaws.length)](d);
}

const theirs = (d) => d.by.some((by) => {
  try {
    return webhooks.constructEvent(d.body, d.header, by, 300, undefined, NOW * 1000);
  } catch {
    return false;
  }
}) ? "valid" : "none";

const deliveries = Array.from({ length: Number(n) }, (_, i) => made(i));
const lines = deliveries.map((d) =>
  ["stripe", d.by.join(","), NOW, d.header, d.body].join("\t") + "\n");
const run = spawnSync(answer, { input: lines.join(""), encoding: "utf8" });
const answers = run.stdout.trimEnd().split("\n");
const differing = deliveries.filter((d, i) => answers[i] !== (d.ours ?? theirs(d)));
const valid = answers.filter((verdict) => verdict === "valid").length;
const lenient = deliveries.filter((d) => d.ours && theirs(d) === "valid").length;
console.log(`stripe (npm): ${n} deliveries, ${valid} valid, ${lenient} that Stripe alone takes, `
  + `${differing.length} judged otherwise`);
differing.slice(0, 5).forEach((d) => console.log(JSON.stringify(d)));
if (answers.length !== deliveries.length || differing.length || !valid || !lenient)
  process.exit(1);
