"use client";

import { useActionState, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import { revealAction } from "@/app/(staff)/verifications/[id]/actions";
import type { ValueName } from "@/lib/cases/evidence-fields";
import { EvidenceClock, type EvidenceTime } from "./evidence-clock";
import { ImageTile, type ImageTileTexts, type TilePlan } from "./image-tile";
import { OpenFor } from "./open-for";
import { RevealForm, type RevealFormTexts, revealFormId } from "./reveal-form";
import { ValuesTile, type ValuesTileTexts } from "./values-tile";

/** The words of the zone until it is opened. */
export type EvidenceTexts = { open: string; opening: string } & RevealFormTexts & ImageTileTexts & ValuesTileTexts;

/**
 * Evidence: closed until somebody says why they must see it, then shown straight from Stripe, and closed again by itself.
 * Nothing of it is kept: it lives in this component's state and is gone with it. Without script it stays until the page is
 * left.
 */
export function EvidenceZone({
  id,
  tiles,
  values,
  texts,
  clock,
}: {
  id: string;
  tiles: TilePlan[];
  /** Which fields are read live. */
  values: readonly ValueName[];
  texts: EvidenceTexts;
  clock: EvidenceTime | null;
}) {
  const [answer, submit, pending] = useActionState(revealAction, null);
  const [closed, setClosed] = useState<typeof answer>(null);
  const open = answer?.ok && answer !== closed ? answer : null;

  return (
    <>
      <div className="evidence-bar">
        {clock ? <EvidenceClock {...clock} /> : null}
        <div className="ms-auto flex flex-wrap items-center justify-end gap-2">
          {answer && !answer.ok ? (
            <p role="alert" className="result-text text-error">
              {answer.text}
            </p>
          ) : null}
          {open ? (
            <>
              <OpenFor
                key={open.expiresAt}
                seconds={open.seconds}
                text={open.texts.openFor}
                onOver={() => setClosed(open)}
              />
              <span className="text-xs muted">{open.texts.reason}</span>
              <noscript>
                <span className="text-xs">{open.texts.noScript}</span>
              </noscript>
              <button type="button" className="btn btn-sm btn-line needs-script" onClick={() => setClosed(open)}>
                {open.texts.hide}
              </button>
            </>
          ) : (
            <button type="button" className="btn btn-sm btn-line" popoverTarget={revealFormId} aria-busy={pending}>
              <Icon of="Eye" className="size-3.5" />
              {pending ? texts.opening : texts.open}
            </button>
          )}
          <RevealForm id={id} texts={texts} submit={submit} />
        </div>
      </div>

      <div className="tiles">
        {tiles.map((tile) => (
          <ImageTile key={`${tile.kind} ${open?.expiresAt ?? ""}`} tile={tile} texts={texts} open={open} />
        ))}
        <ValuesTile names={values} texts={texts} open={open} />
      </div>
    </>
  );
}
