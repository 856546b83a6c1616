// tus: sends a file with tus-js-client, gives up after two pieces, and goes on in
// another upload that knows the address alone.
//
// usage: tus.mjs DIRECTORY SOCKET AUTHORIZATION EVENT FILE
//   DIRECTORY  where npm has put tus-js-client
//   SOCKET     on which a web server listens
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [directory, socketPath, Authorization, event, path] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const tus = require("tus-js-client");
const bytes = readFileSync(path);

const send = (more) => new Promise((done, failed) => {
  let pieces = 0;
  const upload = new tus.Upload(bytes, {
    endpoint: "http://hearth.test/api/v1/uploads",
    httpStack: new tus.DefaultHttpStack({ socketPath }),
    headers: { Authorization },
    metadata: { event_id: event, filename: "Übung 1.bin", filetype: "text/plain" },
    chunkSize: 65536,
    retryDelays: [0, 100, 1000],
    onError: failed,
    onSuccess: () => done(upload.url),
    onChunkComplete: () => {
      if (++pieces === more.pieces)
        upload.abort().then(() => done(upload.url), failed);
    },
    ...more,
  });
  upload.start();
});

const uploadUrl = await send({ pieces: 2 });
if (await send({ uploadUrl }) !== uploadUrl)
  throw new Error(`it began anew instead of going on at ${uploadUrl}`);
