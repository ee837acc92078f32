import type { ReactNode } from "react";

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
        <span className="font-semibold">{title}</span>
        {sub ? <span className="truncate muted">{sub}</span> : null}
        {tool}
      </figcaption>
      <div className="tile-body">{children}</div>
    </figure>
  );
}

/** A tile that shows nothing, and why. */
export function HatchedTile({ icon, title, text }: { icon: ReactNode; title: string; text?: string | undefined }) {
  return (
    <div className="hatched">
      <span className="muted">{icon}</span>
      <span className="text-xs font-semibold">{title}</span>
      {text ? <span className="text-2xs muted">{text}</span> : null}
    </div>
  );
}
