import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { type WebSocket, WebSocketServer } from "ws";
import { apiVersion } from "../api-version.ts";
import type { Hit } from "../faults/faults.ts";
import { newId } from "../ids.ts";
import {
  type Answer,
  answerKept,
  type Destination,
  type Listening,
  listenerIdPrefix,
  type Reported,
  type Webhook,
  webhookContentType,
  webhookUserAgent,
} from "../webhooks/destination.ts";

/** Where the Stripe CLI opens its WebSocket. */
export const listenPath = "/stripecli/subscribe";

const protocol = "stripecli-devproxy-v1";
/** With this reason the CLI closes a connection that it will open again. */
const resetting = "Resetting the connection";

type Listener = {
  id: string;
  /** Where the CLI forwards to; null if it only prints. */
  forwardUrl: string | null;
  socket: WebSocket | null;
  /** It connected once and has not gone away since. */
  present: boolean;
  /** What was sent and not yet answered, by conversation. */
  conversations: Map<string, Conversation>;
};
type Conversation = {
  acknowledged: () => void;
  reported: (reported: Reported) => void;
  broken: (reason: string) => void;
};
/** Beyond so many, webhooks are forgotten that the CLI took and never reported on, perhaps because `--events` leaves them out. */
const conversationsKept = 1000;

/** Those who listen by `stripe listen`. In memory: the CLI asks for a new session when its own is unknown. */
export class Listeners implements Listening {
  /** Signs what listeners get; the same as long as the secret key is. */
  readonly secret: string;
  readonly #timeoutMs: number;
  readonly #onGone: (listenerId: string) => void;
  readonly #listeners = new Map<string, Listener>();
  readonly #server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => offered.has(protocol) && protocol,
  });

  /** `timeoutSeconds` is how long a listener may take to acknowledge a webhook; `onGone` hears when one went away. */
  constructor(secretKey: string, timeoutSeconds: number, onGone: (listenerId: string) => void) {
    this.secret = `whsec_${createHash("sha256").update(`stripe listen ${secretKey}`).digest("hex")}`;
    this.#timeoutMs = timeoutSeconds * 1000;
    this.#onGone = onGone;
  }

  /** The id of a new listener, who gets webhooks once it connects with that id. `forwardUrl` is null if it only prints. */
  open(forwardUrl: string | null): string {
    const id = newId(listenerIdPrefix.slice(0, -1));
    this.#listeners.set(id, { id, forwardUrl, socket: null, present: false, conversations: new Map() });
    return id;
  }

  /** Everybody who listens now. */
  all(): { id: string }[] {
    return [...this.#listeners.values()].filter(({ present }) => present);
  }

  /** The listener with this id, or null if it does not listen now. */
  find(id: string): Destination | null {
    const listener = this.#listeners.get(id);
    return listener?.present ? this.#toDestination(listener) : null;
  }

  /** Answers the request for a WebSocket: opened, or refused so that the CLI asks for a new session. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const listener = this.#listeners.get(String(request.headers["websocket-id"]));
    if (!listener) {
      const body = JSON.stringify({ error: { message: "Unknown WebSocket ID.", type: "invalid_request_error" } });
      socket.end(
        `HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      );
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#connect(listener, webSocket));
  }

  /** Cuts every connection. */
  stop(): void {
    for (const { socket } of this.#listeners.values()) socket?.terminate();
    this.#listeners.clear();
  }

  #connect(listener: Listener, socket: WebSocket): void {
    listener.socket?.terminate();
    listener.socket = socket;
    listener.present = true;
    socket.on("message", (data) => hear(listener, String(data)));
    socket.on("error", () => socket.terminate());
    socket.on("close", (_code, reason) => {
      if (listener.socket !== socket) return;
      listener.socket = null;
      for (const { broken } of listener.conversations.values()) broken("the Stripe CLI went away");
      listener.conversations.clear();
      if (String(reason) === resetting || !this.#listeners.delete(listener.id)) return;
      this.#onGone(listener.id);
    });
  }

  #toDestination(listener: Listener): Destination {
    return {
      id: listener.id,
      url: listener.forwardUrl ?? "stripe listen",
      apiVersion: null,
      secrets: [this.secret],
      send: (webhook, fault) => this.#send(listener, webhook, fault),
    };
  }

  async #send(listener: Listener, webhook: Webhook, fault: Hit | null): Promise<Answer> {
    if (fault?.kind === "slow_body") await wait(fault.pauseMs);
    const { socket, conversations } = listener;
    if (!socket) return { error: "the Stripe CLI is reconnecting" };

    const conversation = newId("wc");
    const { promise: answer, resolve } = Promise.withResolvers<Answer>();
    const { promise: later, resolve: reported } = Promise.withResolvers<Reported>();
    const timeout = setTimeout(() => resolve({ error: "timeout" }), this.#timeoutMs);
    const settle = (settled: Answer) => {
      clearTimeout(timeout);
      resolve(settled);
    };
    conversations.set(conversation, {
      acknowledged: () => settle({ taken: true, later }),
      reported,
      broken: (error) => settle({ error }),
    });
    const [oldest] = conversations.keys();
    if (oldest && conversations.size > conversationsKept) conversations.delete(oldest);
    // The CLI forwards the one without a version, or with --latest the other.
    for (const version of [null, apiVersion]) socket.send(frame(listener.id, conversation, webhook, version));
    if (fault?.kind === "cut_before") settle({ error: "cut before the answer" });
    return answer;
  }
}

function frame(listenerId: string, conversation: string, { body, signature }: Webhook, version: string | null): string {
  return JSON.stringify({
    type: "webhook_event",
    webhook_id: listenerId,
    webhook_conversation_id: conversation,
    event_payload: body,
    http_headers: {
      "Content-Type": webhookContentType,
      "User-Agent": webhookUserAgent,
      "Stripe-Signature": signature,
    },
    endpoint: { api_version: version },
  });
}

/** Takes a message of the CLI; what is not understood is passed over, as the CLI passes over ours. */
function hear({ conversations }: Listener, text: string): void {
  const message = parse(text);
  const conversation = conversations.get(String(message.webhook_conversation_id));
  if (message.type === "event_ack") conversation?.acknowledged();
  if (message.type === "webhook_response" && typeof message.status === "number") {
    conversations.delete(String(message.webhook_conversation_id));
    conversation?.reported({ status: message.status, body: String(message.body ?? "").slice(0, answerKept) });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
