"use client";

import { Fragment } from "react";
import { ShortId } from "@/app/(staff)/_ui/short-id";

/** Names and the ids they have, within a `dl`; drawn by the browser's script as well: `QueueRows` says why. */
export function IdFacts({ facts }: { facts: [name: string, id: string][] }) {
  return facts.map(([name, id]) => (
    <Fragment key={`${name} ${id}`}>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        <ShortId id={id} />
      </dd>
    </Fragment>
  ));
}
