// clerk: judges tokens of sessions as Hearth does, by Clerk's own library.
//
// usage: clerk.mjs DIRECTORY ANSWER [N]
//   DIRECTORY  where npm has put @clerk/backend
//   ANSWER     t/counterpart/answer of a build
//   N          so many tokens (default 300)
//
// Where Hearth refuses what the library takes, the reason is listed below; any other
// difference fails, and so does a reason of which there is no case.
import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { createRequire } from "node:module";
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [directory, answer, n = "300"] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const { verifyToken } = await import(pathToFileURL(require.resolve("@clerk/backend")));

const NOW = 1700000000, ISSUER = "https://clerk.example.org", PARTY = "https://app.example.org";
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args) { super(...(args.length ? args : [NOW * 1000])); }
  static now() { return NOW * 1000; }
};

const [ours, others] = [1, 2].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }));
const jwks = JSON.stringify({ keys: [
  { ...ours.publicKey.export({ format: "jwk" }), kid: "ins_1", use: "sig", alg: "RS256" }] });
const pem = ours.publicKey.export({ format: "pem", type: "spki" });

let draws = 0;
const below = (most) => createHash("sha256").update(`hearth ${draws++}`).digest()
  .readUInt32BE() % most;
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

// What is wrong with one, and why only Hearth minds, if so; times go over the edge of
// what a clock may be off, second by second.
const flaws = [
  ["", () => {}],
  ["", (t, round) => { t.claims.exp = NOW - 8 + round; }],
  ["", (t, round) => { t.claims.nbf = NOW + 8 - round; }],
  ["", (t, round) => { t.claims.iat = NOW + 8 - round; }],
  ["", (t) => { t.claims.azp = "https://evil.example"; }],
  ["", (t) => { t.claims.exp = "soon"; }],
  ["", (t) => { t.claims.nbf = "soon"; }],
  ["", (t) => { delete t.claims.exp; }],
  ["", (t) => { delete t.claims.sub; }],
  ["", (t) => { delete t.header.typ; }],
  ["", (t) => { delete t.claims.nbf; }],
  ["", (t) => { t.header.typ = "at+jwt"; }],
  ["", (t) => { t.header.alg = "none"; }],
  ["", (t) => { t.header.alg = "HS256"; }],
  ["", (t) => { t.key = others; }],
  ["", (t) => { t.end = (text) => text.slice(0, -6); }],
  ["", (t) => { t.end = (text) => text + ".x"; }],
  ["", (t) => { t.claims.sts = "active"; }],
  ["", (t) => { delete t.claims.azp; }],
  ["of another issuer", (t) => { t.claims.iss = "https://other.example.org"; }],
  ["of a session that is not whole", (t) => { t.claims.sts = "pending"; }],
  ["in another's place", (t) => { t.claims.act = { sub: "user_2" }; }],
  ["of no session", (t) => { delete t.claims.sid; }],
  ["demands what is not known", (t) => { t.header.crit = ["x"]; t.header.x = 1; }],
];

function made(i) {
  const [reason, flaw] = flaws[i % flaws.length];
  const t = { reason, key: ours, end: (text) => text,
    header: { alg: "RS256", typ: "JWT", kid: "ins_1" },
    claims: { iss: ISSUER, sub: `user_${below(1e6)}`, sid: `sess_${i}`, azp: PARTY,
      iat: NOW - below(60), nbf: NOW - 10 - below(60), exp: NOW + 60, v: 2 } };
  flaw(t, Math.floor(i / flaws.length));
  const data = `${encode(t.header)}.${encode(t.claims)}`;
  t.text = t.end(`${data}.${createSign("SHA256").update(data)
    .sign(t.key.privateKey, "base64url")}`);
  return t;
}

const judged = (t) => verifyToken(t.text, { jwtKey: pem, authorizedParties: [PARTY] })
  .then(() => "valid", () => "none");

const tokens = Array.from({ length: Number(n) }, (_, i) => made(i));
const lines = tokens.map((t) =>
  ["session", jwks, ISSUER, PARTY, NOW, t.text].join("\t") + "\n");
const run = spawnSync(answer, { input: lines.join(""), encoding: "utf8" });
const answers = run.stdout.trimEnd().split("\n");
const theirs = await Promise.all(tokens.map(judged));
const valid = answers.filter((verdict) => verdict === "valid").length;
const stricter = {}, wrong = [];
tokens.forEach((t, i) => {
  if (answers[i] === theirs[i])
    return;
  if (t.reason && answers[i] === "none")
    stricter[t.reason] = (stricter[t.reason] ?? 0) + 1;
  else
    wrong.push({ ours: answers[i], theirs: theirs[i], header: t.header, claims: t.claims });
});
console.log(`clerk: ${n} tokens, ${valid} valid, ${wrong.length} judged otherwise; only ` +
  `Hearth refuses ${JSON.stringify(stricter)}`);
wrong.slice(0, 5).forEach((t) => console.log(JSON.stringify(t)));
const unused = flaws.filter(([reason]) => reason && !stricter[reason]);
unused.forEach(([reason]) => console.log(`clerk: it refuses, too, what is ${reason}`));
if (answers.length !== tokens.length || wrong.length || unused.length || !valid)
  process.exit(1);
