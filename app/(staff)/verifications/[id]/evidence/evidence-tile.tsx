import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";

/** A framed place for a picture or a list; `sub` stands quietly beside the title. */
export function EvidenceTile({
  title,
  sub,
  tool,
  kind,
  children,
}: {
  title: string;
  sub?: string | null;
  tool?: ReactNode;
  kind: "page" | "selfie" | "values";
  children: ReactNode;
}) {
  return (
    <figure className={`tile tile-${kind}`}>
      <figcaption className="tile-head">
        <strong>{title}</strong>
        {sub ? <span className="truncate muted">{sub}</span> : null}
        {tool}
      </figcaption>
      <div className="tile-body">{children}</div>
    </figure>
  );
}

/** A tile that shows nothing, and why. */
export function HatchedTile({ icon, title, text }: { icon: IconName; title: string; text: string }) {
  return (
    <div className="hatched">
      <Icon of={icon} className="size-5 muted" />
      <strong>{title}</strong>
      <span className="text-2xs muted">{text}</span>
    </div>
  );
}
