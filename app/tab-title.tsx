import { brand } from "@/lib/brand";

/**
 * What the tab and the browser's history say: `children` before the company's name. React puts it into the head, from wherever
 * it stands. It never holds a person's name, which would stay in the history.
 */
export function TabTitle({ children }: { children: string }) {
  return <title>{`${children} · ${brand.company}`}</title>;
}
