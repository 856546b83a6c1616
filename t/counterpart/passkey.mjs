// passkey: what Chromium's virtual authenticator makes and signs, one line for each
// kind of key, as t/unit/crypt/passkey_test.c has it: authenticator data of the new
// credential, then authenticator data, client data and signature of a use.
//
// usage: passkey.mjs DIRECTORY
//   DIRECTORY  where npm has put puppeteer-core (24.43.1)
// needs: chromium-headless-shell of Debian
import { createRequire } from "node:module";
import http from "node:http";
import { resolve } from "node:path";

const require = createRequire(resolve(process.argv[2], "package.json"));
const puppeteer = require("puppeteer-core");

const server = http.createServer((request, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<p>A page");
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium-headless-shell", args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.goto(`http://localhost:${server.address().port}/`);
const devtools = await page.createCDPSession();
await devtools.send("WebAuthn.enable");
await devtools.send("WebAuthn.addVirtualAuthenticator", { options: {
  protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal",
  hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
  automaticPresenceSimulation: true } });

const use = (alg, user, challenge) => page.evaluate(async (alg, user, challenge) => {
  const made = (await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON({
      rp: { id: "localhost", name: "localhost" },
      user: { id: user, name: "a", displayName: "a" },
      challenge, timeout: 300000,
      pubKeyCredParams: [{ type: "public-key", alg }], excludeCredentials: [],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true,
        userVerification: "required" },
      attestation: "none" }) })).toJSON();
  const used = (await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON({
      rpId: "localhost", challenge, timeout: 300000, userVerification: "required",
      allowCredentials: [{ id: made.id, type: "public-key" }] }) })).toJSON();
  return [made.response.authenticatorData, used.response.authenticatorData,
    used.response.clientDataJSON, used.response.signature].join(" ");
}, alg, user, challenge);

const challenge = "A".repeat(43);
for (const [alg, end] of [[-7, "A"], [-8, "Q"], [-257, "g"]])
  console.log(await use(alg, "A".repeat(21) + end, challenge));
await browser.close();
server.close();
