import type { OpenEvidence } from "@/app/(staff)/verifications/[id]/actions";
import type { ValueName } from "@/lib/cases/evidence-fields";
import { EvidenceTile } from "./evidence-tile";

/** The words of the tile. */
export type ValuesTileTexts = {
  values: string;
  notKept: string;
  toRead: string;
  valueNames: Record<ValueName, string>;
};

/** The fields that Stripe read and we never store: their names, and their values while the evidence is open. */
export function ValuesTile({
  names,
  texts,
  open,
}: {
  names: readonly ValueName[];
  texts: ValuesTileTexts;
  open: OpenEvidence | null;
}) {
  return (
    <EvidenceTile kind="values" title={texts.values} sub={texts.notKept}>
      <dl className="values">
        {names.map((name) => (
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
  );
}
