"""A real SMTP server (aiosmtpd) that does what a test tells it.

usage: smtp_server.py DIR MODE CERT KEY LOGIN STEP...

MODE is plain, starttls or smtps; LOGIN is "" or user:password, and then
demanded. Each attempt to send takes one STEP, the last one for ever:

    ok                take the message
    strict            take it from whoever gives a full name in EHLO
    greet=TEXT        refuse the connection
    rcpt=TEXT         answer RCPT with TEXT
    data=TEXT         answer the end of the message with TEXT
    cut               break off in the middle of the message
    lost              take the message, but break off before the answer
    hold              take the message, but answer only when DIR/go exists
    hold=DOMAIN       the same, for recipients of that domain

The port is written into the FIFO DIR/port. The n-th message that arrived
whole, whatever came of it, is DIR/N.eml; its envelope DIR/N.env.
"""

import asyncio
import os
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, mode, cert, key, login, *steps = sys.argv[1:]
count = 0


def next_step():
    return steps.pop(0) if len(steps) > 1 else steps[0]


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if server.step is None:  # another attempt on the same connection
            server.step = next_step()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if server.step.startswith("rcpt="):
            answer, server.step = server.step[5:], None
            return answer
        if server.step == "strict" and "." not in session.host_name:
            server.step = None
            return "504 5.5.2 <%s>: need fully-qualified hostname" % (
                session.host_name)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global count
        name = os.path.join(folder, str(count))
        count += 1
        with open(name + ".eml", "wb") as out:
            out.write(envelope.original_content)
        with open(name + ".env", "w", encoding="ascii") as out:
            out.write("from=%s to=%s tls=%s login=%s\n" % (
                envelope.mail_from, ",".join(envelope.rcpt_tos),
                "yes" if session.ssl or mode == "smtps" else "no",
                session.login_data.decode() if session.login_data else ""))
        step, server.step = server.step, None
        if step == "lost":
            server.transport.abort()
        slow = step == "hold" or step.startswith("hold=") and (
            envelope.rcpt_tos[0].endswith("@" + step[5:]))
        while slow and not os.path.exists(os.path.join(folder, "go")):
            await asyncio.sleep(0.02)
        return step[5:] if step.startswith("data=") else "250 OK"


class Server(SMTP):
    step = None

    async def push(self, status):
        if (self.step or "").startswith("greet=") and str(status).startswith("220 "):
            status = self.step[6:]
        await super().push(status)

    async def smtp_DATA(self, arg):
        if self.step == "cut":
            await self.push("354 Go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    given = data.login.decode() + ":" + data.password.decode()
    return AuthResult(success=given == login, handled=False,
                      auth_data=data)


def new_server(loop, context):
    server = Server(
        Handler(), hostname="mail.test", loop=loop,
        tls_context=context if mode == "starttls" else None,
        auth_required=bool(login), auth_require_tls=mode == "starttls",
        authenticator=authenticate if login else None)
    server.step = next_step()
    return server


async def main():
    loop = asyncio.get_running_loop()
    context = None
    if mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = await loop.create_server(
        lambda: new_server(loop, context), sock=listener,
        ssl=context if mode == "smtps" else None)
    with open(os.path.join(folder, "port"), "w", encoding="ascii") as out:
        out.write("%d\n" % listener.getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
