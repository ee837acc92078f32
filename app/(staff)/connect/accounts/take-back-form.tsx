"use client";

import { useEffect, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import { ResultForm } from "@/app/(staff)/_ui/result-form";

/** Takes back what waits to be sent; the button goes when it no longer waits, without script it says so when it is pressed. */
export function TakeBackForm<Code extends string>({
  action,
  fields,
  until,
  text,
  done,
  failures,
}: {
  action: Parameters<typeof ResultForm<Code>>[0]["action"];
  fields: Record<string, string>;
  /** ISO 8601. */
  until: string;
  text: string;
  done?: string;
  failures: Record<Code, string>;
}) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), Date.parse(until) - Date.now());
    return () => clearTimeout(timer);
  }, [until]);

  return (
    <ResultForm
      action={action}
      failures={failures}
      className="mt-2 flex flex-wrap items-center gap-2"
      {...(done === undefined ? {} : { done })}
    >
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {over ? null : (
        <button type="submit" className="btn btn-sm btn-line">
          <Icon of="Undo2" className="size-3.5" />
          {text}
        </button>
      )}
    </ResultForm>
  );
}
