import Stripe from "stripe";

/** The test controls of a Stripe emulator (its README lists them). */
export type Emulator = {
  /** Calls one, by POST unless said otherwise, and returns its answer. Throws, with the emulator's words, when it refuses. */
  control: (path: string, body?: object, method?: "GET" | "POST" | "DELETE") => Promise<unknown>;
  /** What a person would do on the hosted page; `outcome` is `verified` or a code of `last_error`. */
  submit: (verificationSessionId: string, outcome: string, extra?: object) => Promise<unknown>;
};

/** The controls of the emulator at `url`. Where `url` is null, Stripe itself answers, and every call throws. */
export function emulatorAt(url: string | null): Emulator {
  const control: Emulator["control"] = async (path, body, method = "POST") => {
    if (url === null) throw new Error(`Stripe itself has no ${path}`);
    const response = await fetch(`${url}/_control${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`the emulator answered ${response.status} to ${method} ${path}: ${text}`);
    return text && JSON.parse(text);
  };
  return {
    control,
    submit: (id, outcome, extra = {}) => control(`/verification_sessions/${id}/submit`, { outcome, ...extra }),
  };
}

/** The official client, as somebody else would use it: of the emulator at `url`, or where that is null of Stripe itself. */
export function stripeAt(url: string | null, key: string): Stripe {
  if (url === null) return new Stripe(key);
  const { hostname, port } = new URL(url);
  return new Stripe(key, { host: hostname, port, protocol: "http" });
}
