import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Notice } from "@/app/_ui/notice";
import { Actions, Title } from "@/app/_ui/sheet";
import { type ArtKind, Stage } from "@/app/_ui/stage";
import { artOf, StatusMark, toneOf } from "@/app/(applicant)/status-mark";
import type { DerivedStatus } from "@/lib/verification/schema";

/** The pattern of every state but preparing: stage, title, cause, one box, one button, one quiet way out. */
export function Outcome({
  status,
  art = artOf(status),
  size,
  title,
  lead,
  box,
  children,
}: {
  status: DerivedStatus;
  /** Unless it is that of the status. */
  art?: ArtKind;
  size?: "tall" | "low";
  title: string;
  lead: string;
  box?: ReactNode;
  children: ReactNode;
}) {
  return (
    <>
      <Stage art={art} tone={toneOf(status)} mark={<StatusMark status={status} />} {...(size && { size })} />
      <div className="mt-5">
        <Title lead={lead}>{title}</Title>
      </div>
      {box}
      <Actions>{children}</Actions>
    </>
  );
}

/** The box with what the person is to do. */
export function Todo({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <div className="mt-5">
      <Notice icon={<Icon of={icon} className="size-6" />} title={title}>
        {children}
      </Notice>
    </div>
  );
}
