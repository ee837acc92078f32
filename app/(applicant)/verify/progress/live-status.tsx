"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";

/** While a result is on its way, and while nothing is expected but may come from another device: twice as long each time. */
const waitingMs = 700;
const watchingMs = { first: 2_000, longest: 60_000 };

type Answer = { settled: boolean; version: string };

async function ask(address: string, since: number): Promise<Answer | "signed_out" | null> {
  try {
    const response = await fetch(`${address}?since=${since}`, { cache: "no-store" });
    if (response.status === 401) return "signed_out";
    // Our own route handler; its answer is what is asked for the page returns.
    return response.ok ? ((await response.json()) as Answer) : null;
  } catch {
    return null;
  }
}

/**
 * Keeps the page true as long as somebody looks: asks for the status, `live` without pause, else ever more rarely and at
 * once when the person comes back to the page, and renders the page anew when it has something new to show. Speaks `sentence` when it changes after the page was there. `since`: ms since 1970. `home`: the page where everything begins.
 * `address`: what is asked. `watch`: false where nothing is expected, and nothing is asked.
 */
export function LiveStatus({
  home = "/verify",
  address = `${home}/submitted/status`,
  live,
  watch = true,
  since,
  version,
  sentence,
}: {
  home?: string;
  address?: string;
  live: boolean;
  watch?: boolean;
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
    if (!watch) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let busy = false;
    let over = false;
    let pauseMs = live ? waitingMs : watchingMs.first;

    const tick = async () => {
      clearTimeout(timer);
      // Whoever comes back is answered at once.
      if (busy || document.visibilityState === "hidden") return;
      busy = true;
      const answer = await ask(address, since);
      busy = false;
      if (over) return;
      if (answer === "signed_out" || (answer && answer.version !== version)) router.refresh();
      // Stripe was asked and has nothing new: what is to do stands on the page where everything begins.
      else if (live && answer?.settled) router.replace(home);
      timer = setTimeout(tick, pauseMs);
      if (!live) pauseMs = Math.min(pauseMs * 2, watchingMs.longest);
    };
    const comeBack = () => {
      if (!live) pauseMs = watchingMs.first;
      void tick();
    };

    // A page that only watches was true when it came.
    if (live) void tick();
    else timer = setTimeout(tick, pauseMs);
    document.addEventListener("visibilitychange", comeBack);
    window.addEventListener("focus", comeBack);
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", comeBack);
      window.removeEventListener("focus", comeBack);
    };
  }, [home, live, watch, address, since, version, router]);

  return (
    <p role="status" className="sr-only">
      {spoken}
    </p>
  );
}
