#!/usr/bin/python3
"""Sends a file as a form of a page in Chromium, from another origin than the API's.

usage: form.py SOCKET AUTHORIZATION EVENT FILE
  SOCKET  on which a web server listens

The page is http://app.test/, the API http://hearth.test/; both are ports here, and
what goes to the second is passed on to the socket.
"""

import base64
import http.server
import json
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading

path, authorization, event, file = sys.argv[1:]

with open(file, "rb") as stream:
    said = json.dumps({
        "authorization": authorization, "event": event,
        "bytes": base64.b64encode(stream.read()).decode()})

PAGE = """<!doctype html><meta charset="utf-8"><title>form</title><body><script>
const said = %s;
const bytes = Uint8Array.from(atob(said.bytes), c => c.charCodeAt(0));
const form = new FormData();
form.append("note", "beside it");
form.append("file", new File([bytes], "\u00dcbung 1.bin"));
fetch(`http://hearth.test/api/v1/events/${said.event}/files`,
      { method: "POST", headers: { Authorization: said.authorization }, body: form })
  .then(async answer => [answer.status, (await answer.json()).filename].join(" "))
  .catch(String).then(text => document.body.textContent = text);
</script>""" % said


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def copy(source, to):
    while data := source.recv(65536):
        to.sendall(data)
    to.shutdown(socket.SHUT_WR)


class Relay(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(path)
            back = threading.Thread(target=copy, args=(server, self.request), daemon=True)
            back.start()
            copy(self.request, server)
            back.join()


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


def serve(handler):
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


rules = f"MAP app.test:80 127.0.0.1:{serve(Page)}, MAP hearth.test:80 127.0.0.1:{serve(Relay)}"
with tempfile.TemporaryDirectory() as profile:
    page = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={profile}", f"--host-resolver-rules={rules}",
         "--virtual-time-budget=30000", "--dump-dom", "http://app.test/"],
        stdout=subprocess.PIPE, check=True, timeout=50, encoding="utf-8").stdout
if "201 \u00dcbung 1.bin" not in page:
    sys.exit(f"the page says: {page[-300:]}")
