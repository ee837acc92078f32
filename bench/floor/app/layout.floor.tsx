import type { ReactNode } from "react";

/** Nothing but what HTML asks for. */
export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
