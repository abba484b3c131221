"""Drives PJSIP for plays: reads what to do as a JSON object a line, and prints what happens as one (spoken.ts)."""

import json
import os
import queue
import re
import sys
import threading
import uuid

import pjsua2 as pj

USER, HOST, PORT, OVER, CERTIFICATE = sys.argv[1:]
KINDS = {"udp": pj.PJSIP_TRANSPORT_UDP, "tcp": pj.PJSIP_TRANSPORT_TCP, "tls": pj.PJSIP_TRANSPORT_TLS}


def tell(what, **more):
    print(json.dumps({"told": what, **more}), flush=True)


def user_of(address):
    return re.search(r"sip:([^@>]*)@", address).group(1)


class Account(pj.Account):
    def onRegState(self, prm):
        if prm.code == 200:
            tell("registered")
        elif prm.code in (401, 403, 407):
            tell("refused", why=f"{prm.code} {prm.reason}")

    def onInstantMessage(self, prm):
        tell("message", **{"from": prm.fromUri}, text=prm.msgBody)

    def onInstantMessageStatus(self, prm):
        tell("sent", code=prm.code)

    def onTypingIndication(self, prm):
        tell("typing", **{"from": user_of(prm.fromUri)}, on=bool(prm.isTyping))


class Contact(pj.Buddy):
    def onBuddyState(self):
        info = self.getInfo()
        if info.presStatus.status != pj.PJSUA_BUDDY_STATUS_UNKNOWN:
            tell("there", who=user_of(info.uri), on=info.presStatus.status == pj.PJSUA_BUDDY_STATUS_ONLINE)


endpoint = pj.Endpoint()
endpoint.libCreate()
config = pj.EpConfig()
config.logConfig.level = config.logConfig.consoleLevel = 0
# Only one thread calls into the library, so it also runs Python's callbacks.
config.uaConfig.threadCnt = 0
config.uaConfig.mainThreadOnly = True
endpoint.libInit(config)
transport = pj.TransportConfig()
if OVER == "tls":
    transport.tlsConfig.CaListFile = CERTIFICATE
    transport.tlsConfig.verifyServer = True
endpoint.transportCreate(KINDS[OVER], transport)
endpoint.libStart()
endpoint.audDevManager().setNullDev()

server = f"sip:{HOST}:{PORT}" + ("" if OVER == "udp" else f";transport={OVER}")
settings = pj.AccountConfig()
settings.idUri = f"sip:{USER}@{HOST}"
settings.regConfig.registrarUri = server
settings.regConfig.timeoutSec = 300
# The defaults are minutes, too long for a test.
settings.regConfig.firstRetryIntervalSec = 1
settings.regConfig.retryIntervalSec = 2
# Otherwise it is derived from the machine's name, and two on one machine count as one.
settings.natConfig.sipOutboundInstanceId = f"<urn:uuid:{uuid.uuid4()}>"
settings.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", USER, 0, os.environ["SIP_PASSWORD"]))
settings.sipConfig.proxies.append(f"{server};lr")
account = Account()
account.create(settings)

contacts = {}


def contact(name):
    if name not in contacts:
        contacts[name] = Contact()
        about = pj.BuddyConfig()
        about.uri = f"sip:{name}@{HOST}"
        about.subscribe = False
        contacts[name].create(account, about)
    return contacts[name]


def say(to, text):
    message = pj.SendInstantMessageParam()
    message.content = text
    try:
        contact(to).sendInstantMessage(message)
    except pj.Error as error:
        tell("sent", code=900, why=error.info())


def type_(to, on):
    typing = pj.SendTypingIndicationParam()
    typing.isTyping = on
    contact(to).sendTypingIndication(typing)


def watch(to):
    contact(to).subscribePresence(True)


wishes = queue.Queue()


def read():
    for line in sys.stdin:
        wishes.put(json.loads(line))
    wishes.put({"do": "quit"})


threading.Thread(target=read, daemon=True).start()
while True:
    endpoint.libHandleEvents(20)
    if wishes.empty():
        continue
    wish = wishes.get()
    what = wish.pop("do")
    if what == "quit":
        break
    {"say": say, "type": type_, "watch": watch}[what](**wish)
account.shutdown()
endpoint.libDestroy()
