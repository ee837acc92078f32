"use client";

import { type FormEvent, type ReactNode, useActionState, useEffect, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { RevealReason } from "@/lib/audit/actions";
import { type ValueName, valueNames } from "@/lib/verification/evidence-fields";
import type { Evidence, EvidenceRefusal, EvidenceResult } from "@/lib/verification/schema";
import { revealAction } from "./actions";
import { EvidenceTile, HatchedTile } from "./evidence-tile";

type Image = Evidence["images"][number];
type ImageKind = Image["kind"];
type FailureCode = Extract<EvidenceResult, { ok: false }>["code"];

/** A place for a picture. `none` says why there will be none; null when asking may bring one. */
export type TilePlan = { kind: ImageKind; title: string; sub: string | null; none: string | null };

/** Every word of the zone; `openFor` holds `#` where the seconds go. */
export type EvidenceTexts = {
  open: string;
  askTitle: string;
  askText: string;
  why: string;
  reasons: { reason: RevealReason; label: string; hint: string; past: string }[];
  cancel: string;
  submit: string;
  opening: string;
  openFor: string;
  hide: string;
  noScript: string;
  values: string;
  notKept: string;
  toRead: string;
  valueNames: Record<ValueName, string>;
  closed: { title: string; text: string };
  none: { title: string; absent: string };
  unreachable: { title: string; text: string };
  zoom: string;
  alt: Record<ImageKind, string>;
  failures: Record<FailureCode, string>;
  pictureRefused: string;
  pictureRefusals: Record<EvidenceRefusal, string>;
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
  clock: ReactNode;
}) {
  const [answer, submit, pending] = useActionState(revealAction, null);
  const [closed, setClosed] = useState<typeof answer>(null);
  const open = answer?.ok && answer !== closed ? answer : null;
  const reasonWords = open && texts.reasons.find(({ reason }) => reason === open.reason)?.past;

  const hideAsking = (event: FormEvent<HTMLFormElement>) =>
    event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover?.();

  return (
    <>
      <div className="evidence-bar">
        {clock}
        <div className="ms-auto flex flex-wrap items-center justify-end gap-2">
          {answer && !answer.ok ? (
            <p role="alert" className="result-text text-error">
              {texts.failures[answer.code]}
            </p>
          ) : null}
          {open ? (
            <>
              <OpenFor
                key={open.expiresAt}
                seconds={open.seconds}
                text={texts.openFor}
                onOver={() => setClosed(open)}
              />
              <span className="text-xs muted">{reasonWords}</span>
              <noscript>
                <span className="text-xs">{texts.noScript}</span>
              </noscript>
              <button type="button" className="btn btn-sm btn-line needs-script" onClick={() => setClosed(open)}>
                {texts.hide}
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
          <ImageTile
            key={`${tile.kind} ${open?.expiresAt ?? ""}`}
            tile={tile}
            texts={texts}
            open={open !== null}
            image={open?.images.find((image) => image.kind === tile.kind) ?? null}
          />
        ))}
        <EvidenceTile kind="values" title={texts.values} sub={texts.notKept}>
          <dl className="values">
            {valueNames.map((name) => (
              <div key={name}>
                <dt>{texts.valueNames[name]}</dt>
                <dd>
                  {open ? (
                    <bdi className="num font-medium">{open.values[name]}</bdi>
                  ) : (
                    <span className="muted">{texts.toRead}</span>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </EvidenceTile>
      </div>
    </>
  );
}

function ImageTile({
  tile,
  texts,
  open,
  image,
}: {
  tile: TilePlan;
  texts: EvidenceTexts;
  open: boolean;
  image: Image | null;
}) {
  const [failed, setFailed] = useState(false);
  const kind = tile.kind === "selfie" ? "selfie" : "page";
  const zoomId = `zoom-${tile.kind}`;

  const url = image && "url" in image ? image.url : null;
  if (url && !failed) {
    const picture = (className: string) => (
      // biome-ignore lint/performance/noImgElement: an image service of ours would fetch and keep what must not be kept
      <img
        src={url}
        alt={texts.alt[tile.kind]}
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
          <button type="button" className="tile-tool" popoverTarget={zoomId} aria-label={texts.zoom}>
            <Icon of="Maximize2" className="size-3.5" />
          </button>
        }
      >
        {picture("tile-picture")}
        <div id={zoomId} popover="auto" className="zoom">
          <button type="button" popoverTarget={zoomId} popoverTargetAction="hide" aria-label={texts.hide}>
            {picture("")}
          </button>
        </div>
      </EvidenceTile>
    );
  }

  const { icon, ...words } = whyNoPicture({ tile, texts, open, image, failed });
  return (
    <EvidenceTile kind={kind} title={tile.title} sub={tile.none ? null : tile.sub}>
      <HatchedTile icon={<Icon of={icon} className="size-5" />} {...words} />
    </EvidenceTile>
  );
}

function whyNoPicture(given: {
  tile: TilePlan;
  texts: EvidenceTexts;
  open: boolean;
  image: Image | null;
  failed: boolean;
}): { icon: IconName; title: string; text: string } {
  const { tile, texts, open, image, failed } = given;
  if (failed) return { icon: "CloudOff", ...texts.unreachable };
  if (image && "refusal" in image) {
    return { icon: "CloudOff", title: texts.pictureRefused, text: texts.pictureRefusals[image.refusal] };
  }
  if (!tile.none && !open) return { icon: "EyeOff", ...texts.closed };
  return { icon: "Minus", title: texts.none.title, text: tile.none ?? texts.none.absent };
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
