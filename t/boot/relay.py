#!/usr/bin/python3
"""A name server and a mail relay on private addresses, as in many a network.

usage: relay.py NAMESERVER RELAY DIR

Whatever name is asked for at NAMESERVER has the address RELAY. Messages that come
to its port 25 are DIR/1, DIR/2, ...; DIR/ready is made when both listen.
"""

import pathlib
import socket
import socketserver
import sys
import threading

nameserver, relay, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])


class Name(socketserver.BaseRequestHandler):
    def handle(self):
        data, sock = self.request
        end = data.index(b"\0", 12) + 5  # behind the question
        is_a = data[end - 4 : end - 2] == b"\0\1"
        answer = data[:2] + b"\x81\x80\0\1" + bytes([0, is_a]) + b"\0\0\0\0"
        answer += data[12:end]
        if is_a:
            answer += b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(relay)
        sock.sendto(answer, self.client_address)


class Mail(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 relay")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"DATA":
                self.say("354 go on")
                self.keep(iter(self.rfile.readline, b".\r\n"))
                self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def keep(self, lines):
        message = b"".join(lines)
        n = len(list(folder.glob("[0-9]*"))) + 1
        (folder / str(n)).write_bytes(message)


names = socketserver.UDPServer((nameserver, 53), Name)
mails = socketserver.ThreadingTCPServer((relay, 25), Mail)
(folder / "ready").touch()
threading.Thread(target=names.serve_forever, daemon=True).start()
mails.serve_forever()
