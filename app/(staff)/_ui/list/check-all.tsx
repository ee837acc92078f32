"use client";

import { useEffect, useRef, useState } from "react";

const boxesOf = (table: Element | null | undefined) => [
  ...(table?.querySelectorAll<HTMLInputElement>(".row-check") ?? []),
];

/**
 * The box in the head of a list that ticks the box of every row on the page, or unticks all. It says nothing of other pages. Not
 * there until the page's script runs, without which it could do nothing.
 */
export function CheckAll({ label }: { label: string }) {
  const [ticked, setTicked] = useState<"none" | "some" | "all" | null>(null);
  const place = useRef<HTMLSpanElement>(null);

  // After each drawing: the browser may have brought ticks back, and rows may be others.
  useEffect(() => {
    const table = place.current?.closest("table");
    const count = () => {
      const boxes = boxesOf(table);
      const those = boxes.filter(({ checked }) => checked).length;
      setTicked(those === 0 ? "none" : those === boxes.length ? "all" : "some");
    };
    count();
    table?.addEventListener("change", count);
    return () => table?.removeEventListener("change", count);
  });

  return (
    <span ref={place}>
      {ticked === null ? null : (
        <label className="check-all">
          <input
            type="checkbox"
            className="checkbox checkbox-xs"
            checked={ticked === "all"}
            ref={(box) => {
              if (box) box.indeterminate = ticked === "some";
            }}
            onChange={({ target }) => {
              // The table counts them when this very event comes to it.
              for (const box of boxesOf(target.closest("table"))) box.checked = target.checked;
            }}
          />
          <span>{label}</span>
        </label>
      )}
    </span>
  );
}
