"use client";

import type { ComponentProps, ReactNode } from "react";
import { ButtonLink } from "@/app/_ui/button";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Disc } from "@/app/_ui/mark";
import { Actions, Title } from "@/app/_ui/sheet";
import { Tip, type TipKind } from "@/app/_ui/tip";
import { CameraCheck } from "@/app/(applicant)/verify/start/camera-check";

/** What one needs at hand, and the way to where one says which. */
type LinkedNeed = { title: string; text: ReactNode; link: string; linkLabel: string };

/** What stands on the page, in words; a text may hold the name of a country that is marked up. */
export type PrepareContent = {
  title: string;
  lead: string;
  needs: string;
  /** Where an ID number alone is asked for, in place of document, camera, face and pictures. */
  number: { title: string; text: string; nameTitle: string; nameText: string } | false;
  document: LinkedNeed;
  camera: { title: string; texts: ComponentProps<typeof CameraCheck>["texts"] };
  face: { title: string; text: string };
  /** Where a code may be sent to it. */
  phone: LinkedNeed | false;
  tips: { title: string; texts: Record<TipKind, string> };
  continue: string;
  next: string;
};

function Need({ icon, title, end, children }: { icon: IconName; title: string; end?: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-start gap-3.5 py-3">
      <span className="mt-1">
        <Disc tone="primary">
          <Icon of={icon} className="size-5" />
        </Disc>
      </span>
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        <p className="muted text-small">{children}</p>
      </div>
      {end}
    </li>
  );
}

function DetailsLink({ link, linkLabel }: Pick<LinkedNeed, "link" | "linkLabel">) {
  return (
    <a href="/verify?step=details" aria-label={linkLabel} className="text-link -me-2 shrink-0 self-center px-2">
      {link}
    </a>
  );
}

/** `children`: the start, where the consent is given already; else the way to the consent stands in its place. */
export function PrepareView({ content, children }: { content: PrepareContent; children?: ReactNode }) {
  const { document, camera, face, phone, tips, number } = content;

  return (
    <>
      <Title lead={content.lead}>{content.title}</Title>
      <h2 className="sr-only">{content.needs}</h2>
      {number ? (
        <ul className="rows mt-3.5">
          <Need icon="IdCard" title={number.title}>
            {number.text}
          </Need>
          <Need icon="UserRound" title={number.nameTitle}>
            {number.nameText}
          </Need>
        </ul>
      ) : (
        <>
          <ul className="rows mt-3.5">
            <Need icon="IdCard" title={document.title} end={<DetailsLink {...document} />}>
              {document.text}
            </Need>
            <Need icon="Camera" title={camera.title}>
              <CameraCheck texts={camera.texts} />
            </Need>
            <Need icon="ScanFace" title={face.title}>
              {face.text}
            </Need>
            {phone && (
              <Need icon="Smartphone" title={phone.title} end={<DetailsLink {...phone} />}>
                {phone.text}
              </Need>
            )}
          </ul>
          <h2 className="sr-only">{tips.title}</h2>
          <ul className="tone-primary mt-2 grid grid-cols-4 gap-2 sm:gap-4">
            {(["corners", "glare", "original", "light"] as const).map((kind) => (
              <Tip key={kind} kind={kind}>
                {tips.texts[kind]}
              </Tip>
            ))}
          </ul>
        </>
      )}
      <Actions>
        {children || (
          <>
            <ButtonLink href="/verify?step=consent">
              {content.continue}
              <Icon of="ArrowRight" className="size-5 rtl:-scale-x-100" />
            </ButtonLink>
            <p className="muted mt-1.5 text-center text-caption">{content.next}</p>
          </>
        )}
      </Actions>
    </>
  );
}
