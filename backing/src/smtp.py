"""A mail server for tests: aiosmtpd, which speaks SMTP, and ways to be as difficult as mail servers are.

    smtp.py PORT FOLDER [tls|starttls CERTIFICATE KEY] [--user USER PASSWORD] [--without EXTENSION]...

What it takes becomes FOLDER/taken/NUMBER.json: the envelope and the message as it came. FOLDER/mode says how it behaves
from now on:

    take            it takes everything
    refuse          no recipient exists
    greylist        each recipient is put off at the first attempt (RFC 6647)
    slow SECONDS    it takes everything, but thinks about it for so long
    lose            it takes everything, and breaks the connection instead of saying so

Every attempt to name a recipient is a line of FOLDER/attempts.
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    def __init__(self, folder, without):
        self.folder = folder
        # Offers every extension it has except these: SMTPUTF8, 8BITMIME.
        self.without = without
        self.put_off = set()
        os.makedirs(os.path.join(folder, "taken"), exist_ok=True)
        self.count = len(os.listdir(os.path.join(folder, "taken")))

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [line for line in responses if line[4:] not in self.without]

    def mode(self):
        with open(os.path.join(self.folder, "mode"), encoding="utf-8") as file:
            return file.read().split()

    async def handle_RCPT(self, server, session, envelope, address, options):
        with open(os.path.join(self.folder, "attempts"), "a", encoding="utf-8") as file:
            file.write(address + "\n")
        # This message keeps the current mode, whatever it is set to meanwhile.
        session.mode = self.mode()
        mode = session.mode[0]
        if mode == "refuse":
            return "550 5.1.1 There is no such mailbox here"
        if mode == "greylist" and address not in self.put_off:
            self.put_off.add(address)
            return "451 4.7.1 Greylisted, please try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mode = session.mode
        if mode[0] == "slow":
            await asyncio.sleep(float(mode[1]))
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "options": envelope.mail_options,
            "user": getattr(session, "signed_in_as", None),
            "encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "message": envelope.original_content.decode("utf-8", "surrogateescape"),
        }
        name = os.path.join(self.folder, "taken", f"{self.count:06}.json")
        self.count += 1
        with open(name + ".new", "w", encoding="utf-8", errors="surrogateescape") as file:
            json.dump(mail, file)
        os.rename(name + ".new", name)
        if mode[0] == "lose":
            server.transport.abort()
        return "250 2.0.0 Taken as " + os.path.basename(name)


def main():
    port, folder, *rest = sys.argv[1:]
    user = None
    without = []
    while "--without" in rest:
        at = rest.index("--without")
        without.append(rest[at + 1])
        rest = rest[:at] + rest[at + 2 :]
    if "--user" in rest:
        at = rest.index("--user")
        user = tuple(rest[at + 1 : at + 3])
        rest = rest[:at]
    context = None
    if rest:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(rest[1], rest[2])
    handler = Handler(folder, without)

    def authenticate(server, session, envelope, mechanism, data):
        given = (data.login.decode(), data.password.decode())
        session.signed_in_as = given[0]
        return AuthResult(success=given == user, handled=given == user)

    def smtp():
        return SMTP(
            handler,
            hostname="mail.test",
            ident="SMTP for tests",
            enable_SMTPUTF8="SMTPUTF8" not in without,
            tls_context=context if rest and rest[0] == "starttls" else None,
            require_starttls=bool(rest) and rest[0] == "starttls",
            authenticator=authenticate if user else None,
            auth_required=user is not None,
            auth_require_tls=False,
        )

    async def serve():
        at_once = context if rest and rest[0] == "tls" else None
        server = await asyncio.get_running_loop().create_server(smtp, "127.0.0.1", int(port), ssl=at_once)
        async with server:
            await server.serve_forever()

    asyncio.run(serve())


main()
