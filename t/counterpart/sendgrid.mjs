// sendgrid: sends the mail of t/e2e/sendgrid_test.c with SendGrid's own client.
//
// usage: sendgrid.mjs DIRECTORY URL KEY plain|calendar
//   DIRECTORY  where npm has put @sendgrid/mail
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [directory, url, key, kind] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const sendgrid = require("@sendgrid/mail");

const calendar = "BEGIN:VCALENDAR\nEND:VCALENDAR\n";
const mail = {
  from: { email: "hearth@example.org", name: "Hearth" },
  to: "ann@example.org",
  subject: "Grüße",
  content: [
    { type: "text/plain", value: 'one\ntwo "three"\n' },
    { type: "text/html", value: "<p>one</p>\n" },
  ],
  headers: {
    "Message-ID": "<0190-job@example.org>",
    "Auto-Submitted": "auto-generated",
  },
  customArgs: { job: "0190-job" },
  trackingSettings: {
    clickTracking: { enable: false, enableText: false },
    openTracking: { enable: false },
  },
};
if (kind === "calendar") {
  mail.replyTo = "rsvp@example.org";
  mail.content.push({ type: "text/calendar; method=REQUEST", value: calendar });
  mail.attachments = [{
    content: Buffer.from(calendar).toString("base64"),
    filename: "invite.ics",
    type: "application/ics",
    disposition: "attachment",
  }];
}
sendgrid.setApiKey(key);
sendgrid.client.setDefaultRequest("baseUrl", url);
const [answer] = await sendgrid.send(mail);
process.exit(answer.statusCode === 202 ? 0 : 1);
