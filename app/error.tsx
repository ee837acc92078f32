"use client";

import { ErrorScreen, type PageFailure } from "./error-screen";

/** Any page of ours that throws, inside its layout. */
export default function PageError({ error, reset }: PageFailure) {
  return <ErrorScreen error={error} reset={reset} />;
}
