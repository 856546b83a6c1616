// browser: somebody in Chromium who signs in by a cookie, adds a passkey and comes in
// by it, while pages of other sites try to act by that cookie. What the authenticator
// makes and signs is judged by @simplewebauthn/server, too.
//
// usage: browser.mjs DIRECTORY SOCKET EMAIL PASSWORD
//   DIRECTORY  where npm has put puppeteer-core and @simplewebauthn/server
//   SOCKET     on which a web server listens, as http://hearth.test
// needs: chromium of Debian
import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [directory, socketPath, email, password] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const puppeteer = require("puppeteer-core");
const { verifyAuthenticationResponse, verifyRegistrationResponse } =
  require("@simplewebauthn/server");
const chromium = "/usr/bin/chromium"; // the shell of Debian knows no origin to trust

// Every host has a page that is empty; the rest goes to the socket, and is written down.
const passed = [];
const server = http.createServer((request, response) => {
  if (request.url === "/page") {
    response.setHeader("content-type", "text/html");
    return response.end("<!doctype html><title>page</title>");
  }
  const { method, url: path, headers } = request;
  const onward = http.request({ socketPath, method, path, headers }, (answer) => {
    passed.push({ what: `${method} ${path.replace("/api/v1", "")}`, origin: headers.origin,
      site: headers["sec-fetch-site"], cookie: headers.cookie, status: answer.statusCode });
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  request.pipe(onward);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await puppeteer.launch({ executablePath: chromium, args: [
  "--no-sandbox", "--disable-dev-shm-usage",
  `--host-resolver-rules=MAP *.test 127.0.0.1:${server.address().port}`,
  "--unsafely-treat-insecure-origin-as-secure=http://hearth.test"] });

const open = async (host) => {
  const page = await browser.newPage();
  await page.goto(`http://${host}/page`);
  return page;
};
const page = await open("hearth.test");
const devtools = await page.createCDPSession();
await devtools.send("WebAuthn.enable");
const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", { options: {
  protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal",
  hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
  automaticPresenceSimulation: true } });

const ask = async (status, method, path, body) => {
  const got = await page.evaluate(async (method, path, body) => {
    const answer = await fetch(`/api/v1${path}`, { method, body: body && JSON.stringify(body),
      headers: body ? { "content-type": "application/json" } : {} });
    const text = await answer.text();
    return { status: answer.status, json: text ? JSON.parse(text) : null };
  }, method, path, body);
  assert.equal(got.status, status, `${method} ${path}: ${JSON.stringify(got.json)}`);
  return got.json;
};
const make = (options) => page.evaluate(async (options) =>
  (await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })).toJSON(), options);
// What the passkey signs; nobody says whose it is. The other judge takes it, too, but for
// a counter that has stayed behind.
let theirs;
const show = async (is_copy) => {
  const options = await ask(200, "POST", "/auth/passkeys");
  assert.deepEqual(options.allowCredentials ?? [], []);
  const shown = await page.evaluate(async (options) => (await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })).toJSON(), options);
  const judged = verifyAuthenticationResponse({ response: shown, credential: theirs,
    expectedChallenge: options.challenge, expectedOrigin: "http://hearth.test",
    expectedRPID: "hearth.test" });
  if (is_copy)
    await assert.rejects(judged, /counter/);
  else
    theirs.counter = (await judged).authenticationInfo.newCounter;
  return shown;
};
const cookies = async () => (await devtools.send("Network.getCookies",
  { urls: ["http://hearth.test/"] })).cookies;
const is_in = () => ask(200, "GET", "/users/me");
const leave = async () => {
  await ask(200, "POST", "/auth/logout");
  assert.deepEqual(await cookies(), []);
  await ask(401, "GET", "/users/me");
};

// By a password: the cookie is the browser's, and no script reads it.
const login = { email, password, session: "cookie" };
const signed_in = await ask(200, "POST", "/auth/login", login);
assert.equal(signed_in.token_type, "cookie");
assert.equal(signed_in.access_token, undefined);
assert.equal(await page.evaluate(() => document.cookie), "");
const [cookie, ...others] = await cookies();
assert.deepEqual(others, []);
assert.deepEqual([cookie.name, cookie.domain, cookie.path, cookie.httpOnly, cookie.sameSite],
  ["hearth", "hearth.test", "/", true, "Lax"]);
await is_in();

// Pages of others: a sibling's requests carry the cookie, another site's do not.
const logout = "http://hearth.test/api/v1/auth/logout";
for (const [host, has_cookie, status] of [["evil.hearth.test", true, 403], ["evil.test", false, 401]]) {
  const evil = await open(host);
  const from = passed.length;
  await evil.evaluate((logout) => fetch(logout,
    { method: "POST", mode: "no-cors", credentials: "include" }).catch(() => {}), logout);
  await Promise.all([evil.waitForNavigation(), evil.evaluate((logout) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = logout;
    document.body.append(form);
    form.submit();
  }, logout)]);
  const tried = passed.slice(from).filter((one) => one.what === "POST /auth/logout");
  assert.equal(tried.length, 2);
  for (const one of tried)
    assert.deepEqual([one.origin, Boolean(one.cookie), one.status],
      [`http://${host}`, has_cookie, status]);
  await evil.close();
}
await is_in();

// A passkey; then a password does not do alone.
const add = () => ask(201, "POST", "/users/me/factors", { kind: "passkey", name: "Chromium" });
const confirm = (status, factor, credential) =>
  ask(status, "POST", `/users/me/factors/${factor.id}/verify`, { credential });
// one that a page of another site had made is none here
const other = await add();
const elsewhere = await make(other.options);
const said = JSON.parse(Buffer.from(elsewhere.response.clientDataJSON, "base64url"));
elsewhere.response.clientDataJSON = Buffer.from(JSON.stringify(
  { ...said, origin: "http://evil.test" })).toString("base64url");
await confirm(401, other, elsewhere);
const factor = await add();
const made = await make(factor.options);
const judged = await verifyRegistrationResponse({ response: made,
  expectedChallenge: factor.options.challenge, expectedOrigin: "http://hearth.test",
  expectedRPID: "hearth.test" });
assert.equal(judged.verified, true);
theirs = { ...judged.registrationInfo.credential };
await confirm(200, factor, made);
await leave();
const first = await ask(200, "POST", "/auth/login", login);
assert.deepEqual([first.mfa_required, first.factors], [true, ["passkey"]]);
assert.deepEqual(await cookies(), []);
await ask(200, "POST", "/auth/mfa/verify",
  { mfa_token: first.mfa_token, credential: await show(), session: "cookie" });
await is_in();
await leave();

// The passkey alone, which says whose it is, and shows again who is there.
const credential = await show();
await ask(200, "POST", "/auth/passkeys/verify", { credential, session: "cookie" });
assert.equal((await is_in()).email, email);
assert.equal((await ask(200, "GET", "/users/me/sessions?limit=1"))[0].kind, "cookie");
const shown = await ask(200, "POST", "/auth/reauthenticate", { credential: await show() });
assert.deepEqual([typeof shown.fresh_until, shown.methods], ["string", []]);
await ask(200, "POST", "/users/me/recovery-codes");
await leave();

// Neither what was used before, nor a copy whose counter has stayed behind.
await ask(401, "POST", "/auth/passkeys/verify", { credential, session: "cookie" });
const { credentials: [copy] } = await devtools.send("WebAuthn.getCredentials", { authenticatorId });
await devtools.send("WebAuthn.removeCredential",
  { authenticatorId, credentialId: copy.credentialId });
await devtools.send("WebAuthn.addCredential",
  { authenticatorId, credential: { ...copy, signCount: 1 } });
await ask(401, "POST", "/auth/passkeys/verify",
  { credential: await show(true), session: "cookie" });
assert.deepEqual(await cookies(), []);

await browser.close();
server.close();
