"""A web server that behaves as a test says, well or badly.

usage: http_server.py DIR

It listens on one port of 127.0.0.1 and, where there is IPv6, of ::1; by https where
DIR/server.pem is, with the key in DIR/server.key. DIR/site has
a line for each path, read anew with each request:

    PATH give FILE       the bytes of DIR/FILE, with ETag and Last-Modified, or 304
    PATH chunked FILE    the same in chunks, of unknown length
    PATH status N        an answer of that status; behind it may stand a header's
                         name and value
    PATH close           no answer, but the end of the connection
    PATH redirect URL    302; a PORT in the URL is the server's
    PATH silent          no answer at all
    PATH drip            a body that never ends, a byte each tenth of a second
    PATH endless         a body that never ends, as fast as it is read
    PATH headers         headers that never end
    PATH cut             less than it says
    PATH refuse N FILE   the same as give, with another status
    PATH zip             a body of a few bytes that is a million when unpacked
    PATH wait            no answer until DIR/go is there

What has no line is 404. A line of DIR/asked is a request: its path, then each of
If-None-Match and If-Modified-Since that it has; of a POST, which gets the same answer,
its path, Content-Type, X-Own, and body. A line of DIR/posted is a POST of JSON: its path,
Content-Type, Authorization, and its body with the members in the order of their names.
The port is written into the FIFO
DIR/port.
"""

import gzip
import hashlib
import http.server
import json
import os
import socket
import ssl
import sys
import threading
import time

folder = sys.argv[1]
CONDITIONS = ("If-None-Match", "If-Modified-Since")
MODIFIED = "Mon, 01 Jan 2024 00:00:00 GMT"


def path_of(name):
    return os.path.join(folder, name)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.note([self.path] + [self.headers[name] for name in CONDITIONS
                                 if name in self.headers])

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] == "application/json":
            self.note_json(body)
        self.note(["POST", self.path, self.headers["Content-Type"],
                   self.headers["X-Own"] or "-", body])

    def note_json(self, body):
        posted = [self.path, self.headers["Content-Type"],
                  self.headers["Authorization"], json.loads(body)]
        with open(path_of("posted"), "a", encoding="utf-8") as log:
            log.write(json.dumps(posted, sort_keys=True) + "\n")

    def note(self, asked):
        with open(path_of("asked"), "a", encoding="utf-8") as log:
            log.write(" ".join(asked) + "\n")
        with open(path_of("site"), encoding="utf-8") as site:
            for line in site:
                path, _, rest = line.strip().partition(" ")
                if path == self.path:
                    verb, _, what = rest.partition(" ")
                    getattr(self, "do_" + verb)(what)
                    return
        self.do_status("404")

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_status(self, what):
        status, *header = what.split(" ", 2)
        self.answer(int(status), b"", **dict([header] if header else []))

    def do_close(self, _):
        self.close_connection = True

    def do_refuse(self, what):
        status, _, file = what.partition(" ")
        with open(path_of(file), "rb") as body:
            self.answer(int(status), body.read())

    def do_redirect(self, what):
        url = what.replace("PORT", str(self.server.server_port))
        self.answer(302, b"", Location=url)

    def do_give(self, what):
        with open(path_of(what), "rb") as file:
            body = file.read()
        etag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
        if self.headers["If-None-Match"] == etag:
            self.answer(304, b"")
        else:
            self.answer(200, body, ETag=etag, Last_Modified=MODIFIED)

    def begin(self, *headers):
        self.send_response(200)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def do_chunked(self, what):
        self.begin(("Transfer-Encoding", "chunked"))
        with open(path_of(what), "rb") as file:
            while piece := file.read(4096):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def do_silent(self, _):
        threading.Event().wait()

    def repeat(self, piece, pause):
        while True:
            self.wfile.write(piece)
            time.sleep(pause)

    def do_drip(self, _):
        self.begin(("Content-Length", "5000"))
        self.repeat(b"x", 0.1)

    def do_endless(self, _):
        self.begin(("Transfer-Encoding", "chunked"))
        self.repeat(b"1000\r\n%s\r\n" % (b"x" * 4096), 0)

    def do_headers(self, _):
        self.send_response(200)
        self.flush_headers()
        self.repeat(b"X-Name: %s\r\n" % (b"x" * 4096), 0)

    def do_cut(self, _):
        self.begin(("Content-Length", "1000"))
        self.wfile.write(b"x")
        self.close_connection = True

    def do_zip(self, _):
        self.answer(200, gzip.compress(b"x" * 1000000),
                    Content_Encoding="gzip")

    def do_wait(self, _):
        while not os.path.exists(path_of("go")):
            time.sleep(0.01)
        self.do_status("503")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that goes away is what some tests are about."""


class Server6(Server):
    address_family = socket.AF_INET6


server = Server(("127.0.0.1", 0), Handler)
if os.path.exists(path_of("server.pem")):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path_of("server.pem"), path_of("server.key"))
    server.socket = tls.wrap_socket(server.socket, server_side=True)
try:
    other = Server6(("::1", server.server_port), Handler)
    threading.Thread(target=other.serve_forever, daemon=True).start()
except OSError:
    pass
with open(path_of("port"), "w", encoding="ascii") as out:
    out.write("%d\n" % server.server_port)
server.serve_forever()
