#!/usr/bin/python3
"""stripe.py: asks for what t/e2e/stripe_client_test.c asks for, with Stripe's own client.

usage: stripe.py DIRECTORY URL SECRET order|look|expire|refund|refunds
  DIRECTORY  where pip has put stripe and typing-extensions
"""
import sys

directory, url, secret, what = sys.argv[1:]
sys.path.insert(0, directory)

from stripe import StripeClient

client = StripeClient(secret, base_addresses={"api": url}, max_network_retries=1)
sessions = client.v1.checkout.sessions
refunds = client.v1.refunds


def each(name, quantity, amount):
    return {"quantity": quantity,
            "price_data": {"currency": "eur", "unit_amount": amount,
                           "product_data": {"name": name, "description": "Käse & Wein"}}}


ORDER = {"mode": "payment",
         "line_items": [each("Grüße + mehr", 2, 750), each("Gift", 1, 100)],
         "client_reference_id": "r1",
         "metadata": {"reservation_id": "r1"},
         "payment_intent_data": {"metadata": {"reservation_id": "r1"}},
         "customer_email": "a+b@example.org",
         "expires_at": 1900000000,
         "success_url": "https://example.org/?a=b&c",
         "cancel_url": "https://example.org/"}
REFUND = {"payment_intent": "pi_1", "amount": 750, "metadata": {"payment_id": "p1"}}
ASKS = {"order": lambda: sessions.create(ORDER, {"idempotency_key": "res-r1-1"}),
        "look": lambda: sessions.retrieve("cs_1"),
        "expire": lambda: sessions.expire("cs_1", {}, {"idempotency_key": "end-cs_1"}),
        "refund": lambda: refunds.create(REFUND, {"idempotency_key": "ref-p1"}),
        "refunds": lambda: refunds.list({"payment_intent": "pi_1", "limit": 100})}
ASKS[what]()
