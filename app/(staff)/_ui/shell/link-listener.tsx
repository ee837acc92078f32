"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";

/**
 * Follows the links between staff pages without loading a document anew, and marks the wait, which wait.css shows. Nothing is
 * fetched ahead: a queue of 25 rows would ask for 25 cases. A link with a `target` is the browser's own, and so are all of
 * them without script: they are plain HTML, because Next's `Link` costs the server a dozen hooks for each, of 80 on a page.
 */
export function LinkListener() {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [wait, setWait] = useState<"rows" | "page">("page");

  useEffect(() => {
    const follow = (event: MouseEvent): void => {
      const url = pageAskedFor(event);
      if (!url) return;
      event.preventDefault();
      // To its own address with other filters a list sends other rows, which turn grey.
      setWait(url.pathname === location.pathname ? "rows" : "page");
      startTransition(() => router.push(url.pathname + url.search + url.hash));
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [router]);

  return pending ? <span hidden data-wait={wait} /> : null;
}

/** The page that a click asks for in this tab; null where it is not a page of ours, or the browser does more or less with it. */
function pageAskedFor(event: MouseEvent): URL | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link?.href || link.target) return null;
  const url = new URL(link.href);
  const isOnThisPage = url.hash !== "" && url.pathname + url.search === location.pathname + location.search;
  return url.origin === location.origin && !isOnThisPage ? url : null;
}
