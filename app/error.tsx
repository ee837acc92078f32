"use client";

import { ErrorScreen, type PageFailure } from "./error-screen";

/** Any page of ours that throws, inside its layout. */
export default function PageError({ error, retry }: PageFailure) {
  return <ErrorScreen error={error} retry={retry} />;
}
