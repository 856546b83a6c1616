"""What of Stripe's API Hearth asks: pages where somebody pays, and refunds.

usage: stripe_server.py DIR

It listens on one port of 127.0.0.1, which is written into the FIFO DIR/port. What it is
asked for with an Idempotency-Key happens once; the same key with another form is
refused, as Stripe does. How it behaves stands in DIR/mode, read anew with each request:

    ok       it answers (the same as no file)
    drop     it does what it is asked, and closes the connection
    odd      the same with the first request, the third, …; it answers the others
    wild     of three requests it does so with one, answers one late, and one at once
    hang     it does what it is asked, and answers when DIR/go is there
    refuse   402, and nothing happens
    keep     the same with refunds; it does all else
    revoked  401: the key is none any more
    break    500, and nothing happens

When DIR/forgets is there it knows no key that it has seen, as Stripe after a day.

A line of DIR/asked is a request: its method, path, key, version and form; a line of DIR/made what
came of one: an id, and of a page for what it is and how much. The JSON of DIR/ID, where it is there, is laid over an object when it
is looked at, and what a page that nobody can pay any more has become is put there, too; that
of DIR/refund is laid over a new refund.
"""

import http.server
import itertools
import json
import os
import sys
import threading
import time
import urllib.parse

folder = sys.argv[1]
lock = threading.Lock()
numbers = itertools.count(1)
answers = {}  # by key: form, object
objects = {}  # by id


def path_of(name):
    return os.path.join(folder, name)


def read(name, default):
    try:
        with open(path_of(name), encoding="utf-8") as file:
            return file.read().strip() or default
    except FileNotFoundError:
        return default


def write(name, line):
    with open(path_of(name), "a", encoding="utf-8") as file:
        file.write(line + "\n")


EXPIRED = {"status": "expired"}


def put_once(name, thing):
    """Whether DIR/name was not there: what a page has become it stays."""
    try:
        with open(path_of(name), "x", encoding="utf-8") as file:
            json.dump(thing, file)
        return True
    except FileExistsError:
        return False


def over(thing, name):
    return {**thing, **json.loads(read(name, "{}"))}


def new_id(kind, *words):
    name = "%s_%d" % (kind, 1 + sum(i.startswith(kind) for i in objects))
    write("made", " ".join((name,) + words))
    return name


def make_session(form):
    items = {k: v for k, v in form.items() if k.startswith("line_items")}
    n = 1 + max(int(k.split("[")[1][:-1]) for k in items)
    at = "line_items[%d]%s"
    total = sum(int(items[at % (i, "[quantity]")])
                * int(items[at % (i, "[price_data][unit_amount]")]) for i in range(n))
    reference = form["client_reference_id"]
    name = new_id("cs", reference, str(total))
    return {"object": "checkout.session", "id": name, "status": "open",
            "payment_status": "unpaid", "url": "https://pay.example/" + name,
            "client_reference_id": reference, "amount_total": total,
            "currency": items[at % (0, "[price_data][currency]")],
            "payment_intent": None, "expires_at": int(form["expires_at"])}


def make_refund(form):
    refund = {"object": "refund", "id": new_id("re"), "amount": int(form["amount"]),
              "currency": "eur", "payment_intent": form["payment_intent"],
              "status": "succeeded",
              "metadata": {"payment_id": form["metadata[payment_id]"]}}
    return over(refund, "refund")


MAKERS = {"/v1/checkout/sessions": make_session, "/v1/refunds": make_refund}


REFUSALS = {"refuse": 402, "revoked": 401, "break": 500}


LATE_S = 0.05


def is_dropped(mode, number):
    """Whether the number-th request gets no answer."""
    return mode == "drop" or mode == "odd" and number % 2 == 1 or (
        mode == "wild" and number % 3 == 0)


class Refused(Exception):
    """What is asked for does not happen."""


def do_post(path, key, raw):
    form = dict(urllib.parse.parse_qsl(raw, strict_parsing=bool(raw)))
    if key in answers and not read("forgets", ""):
        before, thing = answers[key]
        if before != form:
            raise Refused(400)
        return thing
    if path == "/v1/refunds" and read("mode", "ok") == "keep":
        raise Refused(402)
    if path.endswith("/expire"):
        thing = over(objects[path.split("/")[-2]], path.split("/")[-2])
        if thing["status"] != "open" or not put_once(thing["id"], EXPIRED):
            raise Refused(400)
        thing = {**thing, **EXPIRED}
    else:
        thing = MAKERS[path](form)
    objects[thing["id"]] = thing
    answers[key] = (form, thing)
    return thing


def do_get(path):
    url = urllib.parse.urlsplit(path)
    if url.path == "/v1/refunds":
        charge = dict(urllib.parse.parse_qsl(url.query))["payment_intent"]
        there = list(objects.values()) + json.loads(read("elsewhere", "[]"))
        return {"object": "list", "data": [over(o, o["id"]) for o in there
                                           if o["object"] == "refund"
                                           and o["payment_intent"] == charge]}
    name = url.path.rsplit("/", 1)[-1]
    if name not in objects:
        raise Refused(404)
    return over(objects[name], name)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, thing):
        body = json.dumps(thing).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle_with(self, raw, work):
        mode = read("mode", "ok")
        key = self.headers["Idempotency-Key"] or "-"
        with lock:
            number = next(numbers)
            version = self.headers["Stripe-Version"] or "-"
            write("asked", " ".join((self.command, self.path, key, version, raw)))
            if self.headers["Authorization"] != "Bearer sk_test_1":
                return self.answer(401, {"error": {}})
            if mode in REFUSALS:
                return self.answer(REFUSALS[mode], {"error": {}})
            try:
                thing = work(key)
            except Refused as refused:
                return self.answer(refused.args[0], {"error": {}})
        if is_dropped(mode, number):
            self.close_connection = True
            return None
        if mode == "wild" and number % 3 == 1:
            time.sleep(LATE_S)
        while mode == "hang" and not os.path.exists(path_of("go")):
            time.sleep(0.01)
        return self.answer(200, thing)

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        self.handle_with(raw, lambda key: do_post(self.path, key, raw))

    def do_GET(self):
        self.handle_with("", lambda _: do_get(self.path))

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that is killed is what some tests are about."""


server = Server(("127.0.0.1", 0), Handler)
with open(path_of("port"), "w", encoding="ascii") as out:
    out.write("%d\n" % server.server_port)
server.serve_forever()
