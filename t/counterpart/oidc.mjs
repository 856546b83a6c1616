// oidc: somebody who signs in with an account of a certified OpenID provider, by a
// browser that follows it through its forms; and the same provider with something
// between that lies, of which each lie is refused.
//
// usage: oidc.mjs DIRECTORY SOCKET URL EMAIL PASSWORD
//   DIRECTORY  where npm has put oidc-provider
//   SOCKET     on which a web server listens, as URL
//   EMAIL      of an administrator, and their PASSWORD
import assert from "node:assert/strict";
import { createHash, createHmac, createPublicKey, createSign, generateKeyPairSync, randomBytes }
  from "node:crypto";
import http from "node:http";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [directory, socketPath, base, email, password] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const { Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));
const BACK = "http://127.0.0.1/back", SECRET = "a+b/c= d%&é".replace("é", "e");

/*
 * The provider, behind what may change its answers.
 */

let keys = 0;
const makeKey = (alg) => {
  const pair = alg === "ES256" ? generateKeyPairSync("ec", { namedCurve: "P-256" })
    : generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { alg, kid: `key${keys++}`, ...pair };
};
let key, provider, lie = null, inToken = false, textual = false;
const make = (issuer, alg, method) => {
  key = makeKey(alg);
  provider = new Provider(issuer, {
    clients: [{ client_id: "hearth", client_secret: SECRET, token_endpoint_auth_method: method,
      redirect_uris: [`${base}/api/v1/auth/oauth/idp/callback`],
      grant_types: ["authorization_code", "refresh_token"], id_token_signed_response_alg: alg }],
    clientAuthMethods: [method],
    cookies: { keys: [randomBytes(16).toString("hex")] },
    jwks: { keys: [{ ...key.privateKey.export({ format: "jwk" }), kid: key.kid, alg, use: "sig" }] },
    claims: { openid: ["sub"], email: ["email", "email_verified"],
      profile: ["given_name", "family_name"] },
    conformIdTokenClaims: !inToken,
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, given_name: "Ann",
      family_name: "Example", email: `${sub}@example.org`,
      email_verified: textual ? "true" : true }) }),
  });
  provider.on("server_error", (_, error) => { console.error(error); process.exitCode = 1; });
};
// What a token says, changed, and signed again with the provider's own key.
const encode = (value) => Buffer.from(typeof value === "string" ? value
  : JSON.stringify(value)).toString("base64url");
const sign = (header, payload) => {
  const signed = `${encode(header)}.${encode(payload)}`;
  if (header.alg === "none") return `${signed}.`;
  if (header.alg === "HS256") return `${signed}.${createHmac("sha256",
    createPublicKey(key.privateKey).export({ format: "pem", type: "spki" })).update(signed)
    .digest("base64url")}`;
  return `${signed}.${createSign("sha256").update(signed).sign(
    { key: key.privateKey, dsaEncoding: "ieee-p1363" }, "base64url")}`;
};
const change = (text) => {
  const answer = JSON.parse(text);
  if (!answer.id_token) return text;
  const [header, payload] = answer.id_token.split(".").slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url")));
  lie.token(header, payload);
  answer.id_token = lie.sign ? lie.sign(header, payload) : sign(header, payload);
  return JSON.stringify(answer);
};
const server = http.createServer((request, response) => {
  const end = response.end.bind(response);
  if (request.url === "/token" && lie?.answer) return lie.answer(request, response);
  if (request.url === "/token" && lie?.token)
    response.end = (chunk, ...rest) => {
      const text = change(String(chunk));
      response.setHeader("content-length", Buffer.byteLength(text));
      return end(text, ...rest);
    };
  provider.callback()(request, response);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;

/*
 * The browser, and the program that asks Hearth.
 */

// One request, by the socket where it is for Hearth; nothing is followed.
const send = (method, url, headers = {}, body) => new Promise((done, failed) => {
  const at = new URL(url), isOurs = at.origin === new URL(base).origin;
  const request = http.request({ method, path: at.pathname + at.search,
    headers: { host: at.host, ...headers },
    ...(isOurs ? { socketPath } : { host: at.hostname, port: at.port }) }, (answer) => {
    let text = "";
    answer.on("data", (chunk) => { text += chunk; });
    answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, text }));
  });
  request.on("error", failed);
  request.end(body);
});
const ask = async (status, method, path, body, token) => {
  const got = await send(method, `${base}/api/v1${path}`,
    { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body && JSON.stringify(body));
  assert.equal(got.status, status, `${method} ${path}: ${got.text}`);
  return got.text ? JSON.parse(got.text) : null;
};
const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
// Goes from URL to URL, through the forms, until somebody leads to the program;
// turn: what is done to an address before it is followed.
const visit = async (name, turn = (url) => url) => {
  const jar = {};
  let url = `${base}/api/v1/auth/oauth/idp/authorize?redirect_uri=${encodeURIComponent(BACK)}` +
    `&code_challenge=${challenge}&state=mine`;
  let method = "GET", body;
  for (let hops = 0; hops < 20; hops++) {
    const host = new URL(url).host;
    const cookies = Object.entries(jar[host] ?? {}).map(([k, v]) => `${k}=${v}`).join("; ");
    const got = await send(method, url, { ...(cookies && { cookie: cookies }),
      ...(body && { "content-type": "application/x-www-form-urlencoded" }) }, body);
    for (const line of got.headers["set-cookie"] ?? []) {
      const [, k, v] = /^([^=]+)=([^;]*)/.exec(line);
      (jar[host] ??= {})[k] = v;
    }
    if (got.headers.location) {
      [method, body] = ["GET", undefined];
      url = turn(new URL(got.headers.location, url).href, jar);
      if (url.startsWith(BACK)) return new URL(url).searchParams;
      continue;
    }
    if (got.status !== 200) return got;
    const prompt = /name="prompt" value="(\w+)"/.exec(got.text)?.[1];
    assert(prompt, got.text);
    [method, body] = ["POST", `prompt=${prompt}&login=${name}&password=x`];
    url = new URL(/action="([^"]+)"/.exec(got.text)[1], url).href;
  }
  throw new Error("it never ends");
};
const exchange = async (status, code) => ask(status, "POST", "/auth/oauth/exchange",
  { code, code_verifier: verifier });
const signIn = async (status, name) => {
  const back = await visit(name);
  assert.equal(back.get("state"), "mine");
  return exchange(status, back.get("code"));
};

const admin = (await ask(200, "POST", "/auth/login", { email, password })).access_token;
make(issuer, "RS256", "client_secret_post");
await ask(201, "POST", "/admin/providers", { name: "idp", kind: "oidc", issuer,
  client_id: "hearth", client_secret: SECRET, trusts_email: true,
  scopes: "openid email profile offline_access" }, admin);
const renew = () => ask(200, "POST", "/admin/providers/idp/test", undefined, admin);
await renew();

/*
 * What is true.
 */

const ways = [["RS256", "client_secret_post", false, false],
  ["ES256", "client_secret_basic", true, false], ["RS256", "client_secret_basic", false, true]];
for (const [alg, method, claims, text] of ways) {
  [inToken, textual] = [claims, text];
  make(issuer, alg, method);
  await renew();
  const name = `ann-${alg}-${method}`.toLowerCase().replaceAll("_", "-");
  const back = await visit(name);
  const first = await exchange(200, back.get("code"));
  assert.equal(first.user.email, `${name}@example.org`);
  assert.equal(first.user.first_name, "Ann");
  assert.equal(first.user.is_verified, true);
  await exchange(400, back.get("code")); // a used code
  assert.equal((await signIn(200, name)).user.id, first.user.id);
  // each token to renew is good once, and the next one is kept
  const [account] = await ask(200, "GET", "/users/me/accounts", undefined, first.access_token);
  for (let i = 0; i < 3; i++)
    await ask(200, "POST", `/users/me/accounts/${account.id}/refresh`, undefined,
      first.access_token);
}

/*
 * What is none.
 */

const now = () => Math.floor(Date.now() / 1000);
const claim = (name, value) => ({ what: `${name} ${value}`, token: (_, payload) => {
  const said = typeof value === "function" ? value(payload) : value;
  if (said === undefined) delete payload[name]; else payload[name] = said;
} });
const header = (name, value) => ({ what: `${name} ${value}`,
  token: (head) => { head[name] = value; } });
const other = makeKey("RS256");
const lies = [header("alg", "none"), header("alg", "HS256"), header("kid", "other"),
  header("crit", ["x"]), header("alg", "RS512"), claim("iss", "http://evil.example"),
  claim("iss", (said) => `${said.iss}/`), claim("iss", undefined), claim("aud", "other"),
  claim("aud", ["other"]), claim("aud", ["hearth", "other"]), claim("azp", "other"),
  claim("exp", () => now() - 61), claim("exp", undefined), claim("iat", () => now() + 90),
  claim("iat", () => now() - 601), claim("iat", undefined), claim("nbf", () => now() + 90),
  claim("nonce", "other"), claim("nonce", undefined), claim("at_hash", "77QmUPtjPfzWtF2AnpK9RQ"),
  claim("sub", "somebody-else"), claim("sub", ""), claim("sub", "x".repeat(256)),
  claim("sub", undefined), claim("padding", "x".repeat(9000)),
  { what: "another's signature", token: () => {}, sign: (head, payload) => {
    const signed = `${encode(head)}.${encode(payload)}`;
    return `${signed}.${createSign("sha256").update(signed)
      .sign(other.privateKey, "base64url")}`;
  } },
  { what: "a signature cut off", token: () => {},
    sign: (head, payload) => sign(head, payload).slice(0, -8) }];
[inToken, textual] = [false, false];
make(issuer, "RS256", "client_secret_post");
await renew();
for (const next of lies) {
  lie = next;
  const back = await visit("liar");
  const answer = await exchange(502, back.get("code")).catch((error) => {
    throw new Error(`${next.what}: ${error.message}`);
  });
  assert.equal(answer.code, "provider_failed", next.what);
  await exchange(400, back.get("code")); // it is spent
  lie = null;
}
const answers = [
  [503, "500", (_, response) => response.writeHead(500).end()],
  [503, "cut", (request) => request.socket.destroy()],
  [502, "a redirect", (_, response) => response.writeHead(302, { location: `${issuer}/me` }).end()],
  [503, "too much", (_, response) => response.writeHead(200,
    { "content-type": "application/json" }).end(JSON.stringify({ x: "x".repeat(70000) }))],
  [503, "no answer", () => {}],
  [502, "no JSON", (_, response) => response.writeHead(200).end("<html>")],
];
for (const [status, what, answer] of answers) {
  lie = { answer };
  const back = await visit("liar");
  await exchange(status, back.get("code")).catch((error) => {
    throw new Error(`${what}: ${error.message}`);
  });
  lie = null;
  await signIn(200, "honest"); // and nobody is kept out by one failure
}
// Between the provider and Hearth: who answers (RFC 9207), to what, in which browser.
const turns = [["iss", (url) => url.searchParams.set("iss", "http://evil.example")],
  ["no iss", (url) => url.searchParams.delete("iss")],
  ["state", (url) => url.searchParams.set("state", url.searchParams.get("state").slice(1))],
  ["another browser", (url, jar) => { jar[url.host] = {}; }]];
for (const [what, turn] of turns) {
  const got = await visit("liar", (href, jar) => {
    const url = new URL(href);
    if (url.pathname.endsWith("/callback")) turn(url, jar);
    return url.href;
  });
  assert.equal(got.status, 400, what);
  assert.equal(JSON.parse(got.text).code, "flow_invalid", what);
}
assert.equal((await send("GET", `${base}/api/v1/auth/providers`)).status, 200);

/*
 * The provider's keys are others from one moment to the next: who comes then gets in as
 * soon as Hearth may ask for them, which is ten seconds after it last has.
 */
make(issuer, "RS256", "client_secret_post");
const until = Date.now() + 30000;
for (;;) {
  const back = await visit("honest");
  assert(back instanceof URLSearchParams, back.text);
  const got = await send("POST", `${base}/api/v1/auth/oauth/exchange`,
    { "content-type": "application/json" },
    JSON.stringify({ code_verifier: verifier, code: back.get("code") }));
  if (got.status === 200) break;
  assert.equal(JSON.parse(got.text).code, "provider_failed", got.text);
  assert(Date.now() < until, "the new keys are never asked for");
  await new Promise((done) => setTimeout(done, 2000)); // a network sets out 100 times an hour
}
console.log(`oidc-provider: ${ways.length} ways in, ${lies.length + answers.length +
  turns.length} lies refused, keys that changed found`);
server.close();
server.closeAllConnections();
