#!/usr/bin/python3
"""stripe-signature.py: judges deliveries as Hearth does, by Stripe's own library, which
signs them, too.

usage: stripe-signature.py DIRECTORY ANSWER
  DIRECTORY  where pip has put stripe and typing-extensions
  ANSWER     t/counterpart/answer of a build
"""
import subprocess
import sys
import time

directory, answer = sys.argv[1:]
sys.path.insert(0, directory)

import stripe

NOW = 1700000000
time.time = lambda: NOW
sign = stripe.WebhookSignature.generate_signature_header
BODY = '{"id": "evt_1", "data": {"name": "Zoë 💐 \\\\ 750"}}'


def header(age=0, by="whsec_a", body=BODY):
    return sign(body, by, NOW - age)


def second(age=0):
    """A signature by another secret before the right one, as while one is replaced."""
    return header(age, "whsec_b") + "," + header(age).split(",")[1]


# the header; the body, another than the one that was signed; what Hearth says where
# Stripe's library takes more (DESIGN.md, Tickets)
CASES = [(header(age), BODY, None) for age in (0, 1, 299, 300, 301, 5000)]
CASES += [(second(age), BODY, None) for age in (0, 300, 301)]
CASES += [
    (header(body=BODY), BODY.replace("750", "751"), None),
    (header(body=BODY), BODY + " ", None),
    (header(by="whsec_c"), BODY, None),
    (header().replace("v1=", "v0="), BODY, None),
    (header().replace("v1=", "V1="), BODY, None),
    (header().replace("v1=", " v1="), BODY, None),
    (header().replace("t=1", "t=2"), BODY, None),
    (header().replace("t=", "x="), BODY, None),
    (header().replace("t=%d" % NOW, "t="), BODY, None),
    (header()[:-1], BODY, None),
    (header() + "0", BODY, None),
    (header() + ",v2=" + "0" * 64, BODY, None),
    ("t=%d,v1=" % NOW, BODY, None),
    ("", BODY, None),
    (header(age=-301), BODY, "none"),
    ("t=%d,%s" % (NOW, header()), BODY, "none"),
]


def theirs(signature, body):
    for secret in ("whsec_old", "whsec_a"):
        try:
            if stripe.WebhookSignature.verify_header(body, signature, secret, 300):
                return "valid"
        except stripe.SignatureVerificationError:
            pass
    return "none"


lines = ["\t".join(("stripe", "whsec_old,whsec_a", str(NOW), signature, body)) + "\n"
         for signature, body, _ in CASES]
run = subprocess.run([answer], input="".join(lines), text=True, encoding="utf-8",
                     stdout=subprocess.PIPE, check=True)
answers = run.stdout.splitlines()
verdicts = [theirs(signature, body) for signature, body, _ in CASES]
differing = [case for case, ours, their in zip(CASES, answers, verdicts)
             if ours != (case[2] or their)]
lenient = sum(case[2] == "none" and their == "valid" for case, their in zip(CASES, verdicts))
print("stripe (PyPI): %d deliveries, %d valid, %d that Stripe alone takes, %d judged otherwise"
      % (len(CASES), answers.count("valid"), lenient, len(differing)))
for case in differing:
    print(case)
sys.exit(len(answers) != len(CASES) or bool(differing) or "valid" not in answers
         or not lenient)
