#!/usr/bin/python3
"""Sends a file with tuspy, gives up after two pieces, and goes on in another upload
that knows the address alone.

usage: tus.py DIRECTORY SOCKET AUTHORIZATION EVENT FILE
  DIRECTORY  where pip has put tuspy
  SOCKET     on which a web server listens
"""

import socket
import socketserver
import sys
import threading

directory, path, authorization, event, file = sys.argv[1:]
sys.path.insert(0, directory)

from tusclient.client import TusClient  # noqa: E402

PIECE = 65536


class Relay(socketserver.BaseRequestHandler):
    """What comes by TCP, which is all that tuspy speaks, goes on to the socket."""

    def handle(self):
        with socket.socket(socket.AF_UNIX) as server:
            server.connect(path)
            back = threading.Thread(target=self.carry, args=(server, self.request))
            back.start()
            self.carry(self.request, server)
            back.join()

    @staticmethod
    def carry(source, target):
        while data := source.recv(PIECE):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Relay) as relay:
    threading.Thread(target=relay.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{relay.server_address[1]}/api/v1/uploads"
    client = TusClient(url, headers={"Authorization": authorization})
    metadata = {"event_id": event, "filename": "\u00dcbung 1.bin", "filetype": "text/plain"}
    first = client.uploader(file, chunk_size=PIECE, metadata=metadata)
    first.upload(stop_at=2 * PIECE)
    more = client.uploader(file, chunk_size=PIECE, url=first.url)
    if more.offset != 2 * PIECE:
        sys.exit(f"it would go on at {more.offset}")
    more.upload()
    relay.shutdown()
