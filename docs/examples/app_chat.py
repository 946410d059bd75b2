"""A chat inside an application, in one file: what yours does in Kotlin, Swift or Dart, here in Python.

    python docs/examples/app_chat.py --server https://chat.example.com --channel PUBLIC_ID \
        --customer 42 --secret SECRET --name "Анна" --say "Когда приедет заказ?"

Needs `aiohttp` and `pyjwt`. It begins a session as customer 42, writes one message and prints what comes back.
The identity is signed here for brevity only: in your product your SERVER signs it and the secret never leaves it.
"""

import argparse
import asyncio
import json
import sys
import time
import uuid
from typing import Any
from urllib.parse import urlencode

import aiohttp
import jwt

IDENTITY_SECONDS = 600
"""A fresh identity is signed whenever the application starts; it need not live longer than that takes."""
RECONNECT_SECONDS = 1.0

Json = dict[str, Any]


def sign_identity(secret: str, customer: str, name: str) -> str:
    """On your server: who is signed in, as a JWT (HS256) with `sub` and `exp`."""
    claims = {"sub": customer, "name": name, "exp": int(time.time()) + IDENTITY_SECONDS}
    return jwt.encode(claims, secret, algorithm="HS256")


class Chat:
    """One conversation. `token` is to be kept in the phone's own storage between starts."""

    def __init__(self, http: aiohttp.ClientSession, server: str, channel: str) -> None:
        self.http = http
        self.api = f"{server.rstrip('/')}/api/v1/visitor"
        self.channel = channel
        self.token = ""
        self.seq = 0

    async def begin(self, *, identity: str = "", language: str = "ru") -> Json:
        """Come, or with a kept token come back; with an identity, as the customer on any device."""
        asked: Json = {"channel_id": self.channel, "language": language}
        asked |= {"token": self.token} if self.token else {}
        asked |= {"identity": identity} if identity else {}
        session = await self.call("POST", "sessions", asked)
        self.token, self.seq = session["token"], session["seq"]
        return session

    async def register_phone(self, fcm_token: str, time_zone: str) -> str:
        """So that answers ring while the application is closed. The id is for taking it back at sign-out."""
        device = {"kind": "fcm", "token": fcm_token, "time_zone": time_zone}
        return str((await self.call("POST", "devices", device))["id"])

    async def talk(self, text: str, *, answers: int) -> None:
        """Write one message and print what comes, over as many connections as it takes."""
        waiting = {"type": "message", "key": str(uuid.uuid4()), "text": text}
        left = answers
        while left > 0:
            query = urlencode({"token": self.token, "after": self.seq})
            try:
                async with self.http.ws_connect(f"{self.api}/live?{query}") as socket:
                    if waiting:  # the same key however often: the server keeps it once
                        await socket.send_json(waiting)
                    async for message in socket:
                        frame = json.loads(message.data)
                        if waiting and frame.get("ack") == waiting["key"]:
                            waiting = None
                            print("stored", flush=True)
                        left -= await self.take(socket, frame)
                        if left <= 0 and waiting is None:
                            return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(RECONNECT_SECONDS)

    async def take(self, socket: aiohttp.ClientWebSocketResponse, frame: Json) -> int:
        """One frame: how many answers it brought. What is missed while away is told anew from `seq`."""
        if "nack" in frame:
            raise SystemExit(f"refused: {frame['code']}")
        self.seq = frame.get("seq") or self.seq
        if frame.get("kind") != "message" or frame["data"]["message"]["direction"] != "out":
            return 0
        answer = frame["data"]["message"]
        print(f"{answer['author_name']}: {answer['text']}", flush=True)
        await socket.send_json({"type": "delivered", "message_id": answer["id"]})
        await socket.send_json({"type": "seen", "message_id": answer["id"]})
        return 1

    async def call(self, method: str, path: str, body: Json) -> Json:
        headers = {"Authorization": f"Visitor {self.token}"} if self.token else {}
        async with self.http.request(method, f"{self.api}/{path}", json=body, headers=headers) as reply:
            told = await reply.json()
            if reply.status >= 400:
                raise SystemExit(f"{reply.status} {told['code']}: {told.get('params')}")
            return told


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--channel", required=True, help="the channel's public id")
    parser.add_argument("--customer", default="", help="your own id of whoever is signed in")
    parser.add_argument("--secret", default="", help="the channel's identity secret")
    parser.add_argument("--name", default="")
    parser.add_argument("--fcm-token", default="")
    parser.add_argument("--time-zone", default="Europe/Moscow")
    parser.add_argument("--say", required=True)
    parser.add_argument("--answers", type=int, default=1, help="leave after so many")
    given = parser.parse_args()
    async with aiohttp.ClientSession() as http:
        chat = Chat(http, given.server, given.channel)
        identity = sign_identity(given.secret, given.customer, given.name) if given.customer else ""
        session = await chat.begin(identity=identity)
        for message in session["messages"]:
            print(f"before: {message['text']}", flush=True)
        if given.fcm_token:
            print("phone:", await chat.register_phone(given.fcm_token, given.time_zone), flush=True)
        await chat.talk(given.say, answers=given.answers)


if __name__ == "__main__":
    asyncio.run(main())
    sys.exit(0)
