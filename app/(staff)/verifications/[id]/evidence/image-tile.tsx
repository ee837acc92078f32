import { useState } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import type { OpenEvidence } from "@/app/(staff)/verifications/[id]/actions";
import type { ImageKind } from "./evidence-answer";
import { EvidenceTile, HatchedTile } from "./evidence-tile";

/** A place for a picture. `none` says why there will be none; null when asking may bring one. */
export type TilePlan = { kind: ImageKind; title: string; sub: string | null; none: string | null };

/** What a tile without a picture says. */
export type ImageTileTexts = { closed: { title: string; text: string }; none: string };

/** One picture of the evidence, straight from Stripe while it is open; else why there is none. */
export function ImageTile({ tile, texts, open }: { tile: TilePlan; texts: ImageTileTexts; open: OpenEvidence | null }) {
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
  texts: ImageTileTexts,
  open: OpenEvidence | null,
  failed: boolean,
): { icon: IconName; title: string; text: string } {
  if (!open)
    return tile.none ? { icon: "Minus", title: texts.none, text: tile.none } : { icon: "EyeOff", ...texts.closed };
  if (failed) return { icon: "CloudOff", ...open.texts.unreachable };
  const image = open.images.find((image) => image.kind === tile.kind);
  if (image && "refusal" in image) return { icon: "CloudOff", title: open.texts.pictureRefused, text: image.refusal };
  return { icon: "Minus", title: texts.none, text: tile.none ?? open.texts.absent };
}
