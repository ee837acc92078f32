"use client";

import { type FormEvent, useActionState, useEffect, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { type RevealState, revealAction } from "@/app/(staff)/verifications/[id]/actions";
import type { RevealReason } from "@/lib/audit/actions";
import { type ValueName, valueNames } from "@/lib/cases/evidence-fields";
import type { ImageKind } from "./evidence-answer";
import { EvidenceTile, HatchedTile } from "./evidence-tile";

type Opened = Extract<RevealState, { ok: true }>;

/** A place for a picture. `none` says why there will be none; null when asking may bring one. */
export type TilePlan = { kind: ImageKind; title: string; sub: string | null; none: string | null };

/** How long evidence can still be opened, in words; `over` is the share of that time that is over, 0 to 1. */
export type EvidenceClock = { left: string; until: string; elapsed: string; over: number };

/** The words of the zone until it is opened. */
export type EvidenceTexts = {
  open: string;
  askTitle: string;
  askText: string;
  why: string;
  reasons: { reason: RevealReason; label: string; hint: string }[];
  cancel: string;
  submit: string;
  opening: string;
  values: string;
  notKept: string;
  toRead: string;
  valueNames: Record<ValueName, string>;
  closed: { title: string; text: string };
  none: string;
};

/**
 * Evidence: closed until somebody says why they must see it, then shown straight from Stripe, and closed again by itself.
 * Nothing of it is kept: it lives in this component's state and is gone with it. Without script it stays until the page is
 * left.
 */
export function EvidenceZone({
  id,
  tiles,
  texts,
  clock,
}: {
  id: string;
  tiles: TilePlan[];
  texts: EvidenceTexts;
  clock: EvidenceClock | null;
}) {
  const [answer, submit, pending] = useActionState(revealAction, null);
  const [closed, setClosed] = useState<typeof answer>(null);
  const open = answer?.ok && answer !== closed ? answer : null;

  const hideAsking = (event: FormEvent<HTMLFormElement>) =>
    event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover?.();

  return (
    <>
      <div className="evidence-bar">
        {clock ? <Clock {...clock} /> : null}
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
            <button type="button" className="btn btn-sm btn-line" popoverTarget="ask-evidence" aria-busy={pending}>
              <Icon of="Eye" className="size-3.5" />
              {pending ? texts.opening : texts.open}
            </button>
          )}
          <section id="ask-evidence" popover="auto" className="staff-popover ask" aria-labelledby="ask-evidence-title">
            <form action={submit} onSubmit={hideAsking}>
              <input type="hidden" name="id" value={id} />
              <h2 id="ask-evidence-title" className="text-base font-semibold">
                {texts.askTitle}
              </h2>
              <p className="mt-1 text-xs muted">{texts.askText}</p>
              <fieldset className="mt-3 flex flex-col gap-1.5">
                <legend className="mb-1 text-xs font-medium">{texts.why}</legend>
                {texts.reasons.map(({ reason, label, hint }) => (
                  <label key={reason} className="ask-reason">
                    <input type="radio" name="reason" value={reason} required className="ask-radio" />
                    <span className="font-medium">{label}</span>
                    <span className="muted">{hint}</span>
                  </label>
                ))}
              </fieldset>
              <div className="mt-3 flex justify-end gap-2">
                <button
                  type="button"
                  className="btn btn-sm btn-line"
                  popoverTarget="ask-evidence"
                  popoverTargetAction="hide"
                >
                  {texts.cancel}
                </button>
                <button type="submit" className="btn btn-sm btn-primary">
                  {texts.submit}
                </button>
              </div>
            </form>
          </section>
        </div>
      </div>

      <div className="tiles">
        {tiles.map((tile) => (
          <ImageTile key={`${tile.kind} ${open?.expiresAt ?? ""}`} tile={tile} texts={texts} open={open} />
        ))}
        <EvidenceTile kind="values" title={texts.values} sub={texts.notKept}>
          <dl className="values">
            {valueNames.map((name) => (
              <div key={name}>
                <dt>{texts.valueNames[name]}</dt>
                {open ? (
                  <dd className="num font-medium">
                    <bdi>{open.values[name]}</bdi>
                  </dd>
                ) : (
                  <dd className="muted">{texts.toRead}</dd>
                )}
              </div>
            ))}
          </dl>
        </EvidenceTile>
      </div>
    </>
  );
}

function ImageTile({ tile, texts, open }: { tile: TilePlan; texts: EvidenceTexts; open: Opened | null }) {
  const [failed, setFailed] = useState(false);
  const kind = tile.kind === "selfie" ? "selfie" : "page";
  const zoomId = `zoom-${tile.kind}`;

  const image = open?.images.find((image) => image.kind === tile.kind);
  if (open && image && "url" in image && !failed) {
    const picture = (className: string) => (
      // biome-ignore lint/performance/noImgElement: an image service of ours would fetch and keep what must not be kept
      <img
        src={image.url}
        alt={open.texts.alt[tile.kind]}
        referrerPolicy="no-referrer"
        loading="lazy"
        onError={() => setFailed(true)}
        className={className}
      />
    );
    return (
      <EvidenceTile
        kind={kind}
        title={tile.title}
        sub={tile.sub}
        tool={
          <button type="button" className="tile-tool" popoverTarget={zoomId} aria-label={open.texts.zoom}>
            <Icon of="Maximize2" className="size-3.5" />
          </button>
        }
      >
        {picture("tile-picture")}
        <div id={zoomId} popover="auto" className="zoom">
          <button type="button" popoverTarget={zoomId} popoverTargetAction="hide" aria-label={open.texts.hide}>
            {picture("")}
          </button>
        </div>
      </EvidenceTile>
    );
  }

  const { icon, ...words } = whyNoPicture(tile, texts, open, failed);
  return (
    <EvidenceTile kind={kind} title={tile.title} sub={tile.none ? null : tile.sub}>
      <HatchedTile icon={icon} {...words} />
    </EvidenceTile>
  );
}

function whyNoPicture(
  tile: TilePlan,
  texts: EvidenceTexts,
  open: Opened | null,
  failed: boolean,
): { icon: IconName; title: string; text: string } {
  if (!open)
    return tile.none ? { icon: "Minus", title: texts.none, text: tile.none } : { icon: "EyeOff", ...texts.closed };
  if (failed) return { icon: "CloudOff", ...open.texts.unreachable };
  const image = open.images.find((image) => image.kind === tile.kind);
  if (image && "refusal" in image) return { icon: "CloudOff", title: open.texts.pictureRefused, text: image.refusal };
  return { icon: "Minus", title: texts.none, text: tile.none ?? open.texts.absent };
}

const nearlyOver = 0.8;

/** How long evidence can still be opened; amber when most of the time is over. */
function Clock({ left, until, elapsed, over }: EvidenceClock) {
  const tone = over > nearlyOver ? "text-warning" : "text-info";
  return (
    <>
      <Icon of="Timer" className={`size-4 ${tone}`} />
      <p>
        <strong className="num font-semibold">{left}</strong> <span className="num muted">{until}</span>
      </p>
      <svg
        viewBox="0 0 112 6"
        width="112"
        height="6"
        className={`hidden shrink-0 md:block ${tone}`}
        role="img"
        aria-label={elapsed}
      >
        <rect width="112" height="6" rx="3" className="fill-base-content/12" />
        <rect width={Math.max(4, over * 112)} height="6" rx="3" fill="currentColor" />
      </svg>
    </>
  );
}

/** Counts down and says when it is over. */
function OpenFor({ seconds, text, onOver }: { seconds: number; text: string; onOver: () => void }) {
  const [left, setLeft] = useState(seconds);

  useEffect(() => {
    const end = performance.now() + seconds * 1000;
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((end - performance.now()) / 1000))), 250);
    return () => clearInterval(timer);
  }, [seconds]);

  useEffect(() => {
    if (left === 0) onOver();
  }, [left, onOver]);

  return (
    <span className="staff-tag tone-info num needs-script">
      <Icon of="Eye" className="size-3" />
      {text.replace("#", String(left))}
    </span>
  );
}
