// stripe: asks for what t/e2e/stripe_client_test.c asks for, with Stripe's own client.
//
// usage: stripe.mjs DIRECTORY URL SECRET order|look|expire|refund|refunds
//   DIRECTORY  where npm has put stripe
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [directory, url, secret, what] = process.argv.slice(2);
const require = createRequire(resolve(directory, "package.json"));
const { hostname, port } = new URL(url);
const stripe = require("stripe")(secret, {
  host: hostname, port, protocol: "http", maxNetworkRetries: 1, telemetry: false,
});

const each = (name, quantity, amount) => ({
  quantity,
  price_data: {
    currency: "eur",
    unit_amount: amount,
    product_data: { name, description: "Käse & Wein" },
  },
});

const asks = {
  order: () => stripe.checkout.sessions.create({
    mode: "payment",
    line_items: [each("Grüße + mehr", 2, 750), each("Gift", 1, 100)],
    client_reference_id: "r1",
    metadata: { reservation_id: "r1" },
    payment_intent_data: { metadata: { reservation_id: "r1" } },
    customer_email: "a+b@example.org",
    expires_at: 1900000000,
    success_url: "https://example.org/?a=b&c",
    cancel_url: "https://example.org/",
  }, { idempotencyKey: "res-r1-1" }),
  look: () => stripe.checkout.sessions.retrieve("cs_1"),
  expire: () => stripe.checkout.sessions.expire("cs_1", {}, { idempotencyKey: "end-cs_1" }),
  refund: () => stripe.refunds.create({
    payment_intent: "pi_1",
    amount: 750,
    metadata: { payment_id: "p1" },
  }, { idempotencyKey: "ref-p1" }),
  refunds: () => stripe.refunds.list({ payment_intent: "pi_1", limit: 100 }),
};
await asks[what]();
