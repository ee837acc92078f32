"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";

const everyMs = 700;

type Answer = { settled: boolean; version: string };

async function ask(since: number): Promise<Answer | "signed_out" | null> {
  try {
    const response = await fetch(`/verify/submitted/status?since=${since}`, { cache: "no-store" });
    if (response.status === 401) return "signed_out";
    // Our own route handler; its answer is what checkMyStatus returns.
    return response.ok ? ((await response.json()) as Answer) : null;
  } catch {
    return null;
  }
}

/**
 * Keeps the page true: while `live`, asks for the status as long as somebody looks, and renders the page anew when it
 * has something new to show. Speaks `sentence` when it changes after the page was there. `since`: ms since 1970.
 */
export function LiveStatus({
  live,
  since,
  version,
  sentence,
}: {
  live: boolean;
  since: number;
  version: string;
  sentence: string;
}) {
  const router = useRouter();
  const first = useRef(sentence);
  const [spoken, setSpoken] = useState("");

  useEffect(() => {
    if (sentence !== first.current) setSpoken(sentence);
  }, [sentence]);

  useEffect(() => {
    if (!live) return;
    let busy = false;
    let over = false;

    const tick = async () => {
      if (busy || document.visibilityState === "hidden") return;
      busy = true;
      const answer = await ask(since);
      busy = false;
      if (over || !answer) return;
      if (answer === "signed_out" || answer.version !== version) router.refresh();
      // Stripe was asked and has nothing new: what is to do stands on the page where everything begins.
      else if (answer.settled) router.replace("/verify");
    };

    void tick();
    const timer = setInterval(tick, everyMs);
    document.addEventListener("visibilitychange", tick);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [live, since, version, router]);

  return (
    <p role="status" className="sr-only">
      {spoken}
    </p>
  );
}
