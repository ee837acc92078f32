import type { ReactNode } from "react";
import { Document } from "./document";

export default function RootLayout({ children }: { children: ReactNode }) {
  return <Document>{children}</Document>;
}
