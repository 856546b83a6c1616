"""A real name server (dnslib) with a zone that a test changes while it runs.

usage: dns_server.py DIR

DIR/zone has a line for each name, read anew with each question:

    NAME txt STRING...   a TXT record of these strings; more lines, more records
    NAME a               an address, and no TXT record
    NAME alias OTHER     a CNAME, with the records of OTHER
    NAME fail            SERVFAIL
    NAME silent          no answer at all

What has no line does not exist. By UDP every answer is cut off, so that one has
to ask by TCP. The port is written into the FIFO DIR/port.
"""

import os
import socketserver
import sys
import threading

from dnslib import A, CNAME, QTYPE, RCODE, RR, TXT
from dnslib.server import BaseResolver, DNSHandler, DNSLogger

folder = sys.argv[1]


def lines():
    with open(os.path.join(folder, "zone"), encoding="utf-8") as zone:
        return [line.split() for line in zone if line.strip()]


class Resolver(BaseResolver):
    def resolve(self, request, handler):
        reply = request.reply()
        if handler.protocol == "udp":
            reply.header.tc = 1
            return reply
        self.answer(reply, str(request.q.qname).rstrip(".").lower())
        return reply

    def answer(self, reply, name):
        found = [line for line in lines() if line[0] == name]
        if not found:
            reply.header.rcode = RCODE.NXDOMAIN
        for _, kind, *rest in found:
            if kind == "silent":
                threading.Event().wait()
            elif kind == "fail":
                reply.header.rcode = RCODE.SERVFAIL
            elif kind == "alias":
                reply.add_answer(RR(name, QTYPE.CNAME, rdata=CNAME(rest[0])))
                self.answer(reply, rest[0])
            elif kind == "txt" and reply.q.qtype == QTYPE.TXT:
                reply.add_answer(RR(name, QTYPE.TXT, rdata=TXT(
                    [string.encode() for string in rest])))
            elif kind == "a" and reply.q.qtype == QTYPE.A:
                reply.add_answer(RR(name, QTYPE.A, rdata=A("192.0.2.1")))


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class UdpServer(socketserver.ThreadingUDPServer):
    daemon_threads = True


tcp = TcpServer(("127.0.0.1", 0), DNSHandler)
udp = UdpServer(tcp.server_address, DNSHandler)
for server in tcp, udp:
    server.resolver = Resolver()
    server.logger = DNSLogger(log="-request,-reply,-truncated")
threading.Thread(target=udp.serve_forever, daemon=True).start()
with open(os.path.join(folder, "port"), "w", encoding="ascii") as out:
    out.write("%d\n" % tcp.server_address[1])
tcp.serve_forever()
