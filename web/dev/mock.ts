// A stand-in for the server while developing screens: the same addresses and shapes, data in memory. Never shipped.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Plugin } from "vite";
import { WebSocketServer, type WebSocket } from "ws";
import { makeHandlers, type Answer, type Call } from "./handlers.ts";
import { makeStore, type Store } from "./store.ts";

const PREFIX = "/api/v1";

export function mockServer(): Plugin {
  return {
    name: "otklik-mock",
    configureServer(server) {
      const sockets = new Set<WebSocket>();
      const store = makeStore((frame) => sockets.forEach((socket) => socket.send(JSON.stringify(frame))));
      const handlers = makeHandlers(store);
      serveLive(server.httpServer, sockets, store);
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith(PREFIX)) return next();
        void answer(request, handlers).then((result) => reply(response, result));
      });
    },
  };
}

function serveLive(http: unknown, sockets: Set<WebSocket>, store: Store): void {
  const live = new WebSocketServer({ noServer: true });
  (http as NodeJS.EventEmitter).on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!request.url?.startsWith(`${PREFIX}/live`)) return;
    live.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.send(JSON.stringify({ head: store.seq }));
      client.on("message", () => client.send(JSON.stringify({ pong: 1 })));
      client.on("close", () => sockets.delete(client));
    });
  });
}

async function answer(request: IncomingMessage, handlers: ReturnType<typeof makeHandlers>): Promise<Answer> {
  const url = new URL(request.url ?? "", "http://mock");
  const path = url.pathname.slice(PREFIX.length);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const json = request.headers["content-type"]?.includes("json") === true && text !== "";
  for (const [method, pattern, handle] of handlers) {
    const match = request.method === method && pattern.exec(path);
    if (!match) continue;
    const key = request.headers["idempotency-key"];
    const call: Call = { query: url.searchParams, ids: match.slice(1), body: json ? JSON.parse(text) : {}, key: typeof key === "string" ? key : null, size: text.length };
    return handle(call);
  }
  return { status: 404, body: { code: "request.not_found", params: {}, request_id: "mock" } };
}

function reply(response: ServerResponse, { status = 200, body, headers = {} }: Answer): void {
  response.statusCode = body === undefined && status === 200 ? 204 : status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (Buffer.isBuffer(body)) {
    response.end(body);
    return;
  }
  response.setHeader("Content-Type", "application/json");
  response.end(body === undefined ? "" : JSON.stringify(body));
}
