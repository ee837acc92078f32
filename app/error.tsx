"use client";

import { ErrorScreen } from "./error-screen";

/** Any page of ours that throws, inside its layout. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <ErrorScreen reference={error.digest} retry={reset} />;
}
