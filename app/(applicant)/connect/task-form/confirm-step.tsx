"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/app/_ui/button";
import { Facts } from "@/app/_ui/facts";

/** The second step of a change: what will be sent, and a way back to the fields. Takes the focus, as it stands where they stood. */
export function ConfirmStep({
  rows,
  texts,
}: {
  rows: readonly { name: string; value: string }[];
  texts: { title: string; edit: string };
}) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <section>
      <h2 ref={title} tabIndex={-1} className="font-semibold text-lead outline-none">
        {texts.title}
      </h2>
      <Facts rows={rows.map(({ name, value }) => ({ name, value: <bdi>{value}</bdi> }))} />
      <Button type="submit" look="quiet" name="edit" value="yes">
        {texts.edit}
      </Button>
    </section>
  );
}
