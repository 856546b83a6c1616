// svix: judges deliveries as Hearth does, by Svix's own library, which Clerk has, too.
//
// usage: svix.mjs DIRECTORY ANSWER [N]
//   DIRECTORY  where npm has put svix
//   ANSWER     t/counterpart/answer of a build
//   N          so many deliveries (default 100)
import { createRequire } from "node:module";
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

const [directory, answer, n = "100"] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const { Webhook } = require("svix");

const NOW = 1700000000;
Date.now = () => NOW * 1000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) { super(...(args.length ? args : [NOW * 1000])); }
};

let draws = 0;
const bytes = (size) => createHash("shake256", { outputLength: size })
  .update(`hearth ${draws++}`).digest();
const below = (most) => bytes(4).readUInt32BE() % most;
const secret = () => "whsec_" + bytes(16 + below(49)).toString("base64");

// What is wrong with one, by its number; the first two are right.
const flaws = [
  (d) => d,
  (d) => ({ ...d, signature: `v1a,x ${"v1," + bytes(32).toString("base64")} ${d.signature}` }),
  (d) => ({ ...d, body: d.body + " " }),
  (d) => ({ ...d, body: d.body.replace("user", "uzer") }),
  (d) => ({ ...d, id: d.id + "0" }),
  (d) => ({ ...d, time: d.time + 1 }),
  (d) => ({ ...d, signature: d.signature.replace("v1,", "v2,") }),
  (d) => ({ ...d, signature: d.signature.slice(0, -2) + "=" }),
  (d) => ({ ...d, signature: d.signature.toLowerCase() }),
  (d) => ({ ...d, signature: "v1,".padEnd(47, "A") }),
  (d) => ({ ...d, signature: "" }),
  (d) => ({ ...d, id: "" }),
  (d) => ({ ...d, by: [secret()] }),
];

function made(i) {
  const by = [secret(), secret()].slice(0, 1 + below(2));
  // both sides of the tolerance, and its edges
  const off = [0, below(300), -below(300), 300, -300, 301, -301, 5000, -5000][i % 9];
  const d = { by, id: "msg_" + bytes(12).toString("hex"), time: NOW + off };
  d.body = JSON.stringify({ type: "user.created", data: { name: "Zoë 💐 \\ \t" + below(1e6) } });
  d.signature = new Webhook(by[below(by.length)]).sign(d.id, new Date(d.time * 1000), d.body);
  return flaws[i < 36 ? i % 2 : below(flaws.length)](d);
}

function judged(d) {
  const headers = { "svix-id": d.id, "svix-timestamp": String(d.time),
    "svix-signature": d.signature };
  return d.by.some((by) => {
    try {
      new Webhook(by).verify(d.body, headers);
      return true;
    } catch {
      return false;
    }
  }) ? "valid" : "none";
}

const deliveries = Array.from({ length: Number(n) }, (_, i) => made(i));
const lines = deliveries.map((d) =>
  ["svix", d.by.join(","), NOW, d.id, d.time, d.signature, d.body].join("\t") + "\n");
const run = spawnSync(answer, { input: lines.join(""), encoding: "utf8" });
const answers = run.stdout.trimEnd().split("\n");
const theirs = deliveries.map(judged);
const differing = deliveries.filter((_, i) => answers[i] !== theirs[i]);
const valid = theirs.filter((verdict) => verdict === "valid").length;
console.log(`svix: ${n} deliveries, ${valid} valid, ${differing.length} judged otherwise`);
differing.slice(0, 5).forEach((d) => console.log(JSON.stringify(d)));
if (answers.length !== deliveries.length || differing.length || !valid || valid === Number(n))
  process.exit(1);
