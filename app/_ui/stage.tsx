import type { ReactNode } from "react";
import { Drawing, drawing, type Shapes } from "./drawing";
import { type Tone, toneClass } from "./notice";

const card = [
  '<rect class="paper" x="48" y="31" width="104" height="69" rx="10"/>',
  '<rect class="wash" x="59" y="42" width="30" height="37" rx="6"/>',
  '<circle class="ink" cx="74" cy="55" r="5.8"/>',
  '<path class="ink" d="M63 78.5v-2a11 11 0 0 1 22 0v2"/>',
  '<path class="soft" d="M99 46h41M99 57h29M99 68h36M60 89.5h80"/>',
].join("");

const person = (x: number, y: number) =>
  `<path class="ink" d="M${x - 16} ${y + 28}v-2a16 16 0 0 1 32 0v2M${x - 8} ${y}a8 8 0 1 0 16 0a8 8 0 1 0-16 0"/>`;

const badge = (sign: string, x = 149, y = 93) =>
  [
    `<circle class="halo" cx="${x}" cy="${y}" r="23"/>`,
    `<circle class="full" cx="${x}" cy="${y}" r="17.5"/>`,
    `<path class="on" transform="translate(${x} ${y})" d="${sign}"/>`,
  ].join("");

const signs = {
  clock: "M0-8.5V0l5.5 4.5",
  cross: "M-6-6 6 6M6-6-6 6",
  dash: "M-6.5 0h13",
  bang: "M0-8.5v9M0 7v.2",
  bars: "M-6.5-7.5v15M0-7.5v15M6.5-7.5v15",
  check: "M-7.5.5l5 5 10-10.5",
  arrow: "M-7.5 0h14M1-5.5 6.5 0 1 5.5",
  ask: "M-4.5-4.5a4.7 4.7 0 1 1 7 4.1C.7.7 0 1.6 0 3.2M0 8.1v.2",
};

// A seal with sixteen rounded teeth around the origin.
const seal = `M21 0${Array.from({ length: 16 }, (_, tooth) => {
  const at = (turn: number, radius: number) => {
    const angle = (turn / 16) * 2 * Math.PI;
    return `${(radius * Math.cos(angle)).toFixed(1)} ${(radius * Math.sin(angle)).toFixed(1)}`;
  };
  return `Q${at(tooth + 0.5, 25.5)} ${at(tooth + 1, 21)}`;
}).join("")}Z`;

const arts = {
  ready: drawing(
    card,
    '<rect class="paper" x="133" y="20" width="44" height="88" rx="10"/>',
    '<circle class="full" cx="155" cy="98" r="2.5"/>',
    '<path class="line" d="M142 43v-5a5 5 0 0 1 5-5h4M159 33h4a5 5 0 0 1 5 5v5M168 67v5a5 5 0 0 1-5 5h-4M151 77h-4a5 5 0 0 1-5-5v-5"/>',
    '<circle class="ink" cx="155" cy="50" r="4.8"/>',
    '<path class="ink" d="M146.5 68v-1a8.5 8.5 0 0 1 17 0v1"/>',
  ),
  checking: drawing(
    card,
    '<path class="line" d="M35 42V29a11 11 0 0 1 11-11h12M142 18h12a11 11 0 0 1 11 11v13M165 89v13a11 11 0 0 1-11 11h-12M58 113H46a11 11 0 0 1-11-11V89"/>',
    '<path class="line scan" d="M43 65.5h114"/>',
  ),
  expired: drawing(card, badge(signs.clock)),
  unclear: drawing(card, badge(signs.bang)),
  unknown: drawing(card, badge(signs.ask)),
  other: drawing('<rect class="ink dashed" x="36" y="20" width="104" height="69" rx="10"/>', card, badge(signs.arrow)),
  faces: drawing(
    '<rect class="paper" x="38" y="33" width="57" height="68" rx="10"/>',
    person(66.5, 56),
    '<circle class="paper" cx="138" cy="67" r="35"/>',
    '<circle class="wash" cx="138" cy="67" r="27.5"/>',
    person(138, 57),
    badge(signs.bang, 100, 101),
  ),
  selfie: drawing(
    '<circle class="paper" cx="104" cy="65" r="43"/>',
    '<circle class="wash" cx="104" cy="65" r="34"/>',
    person(104, 55),
    badge(signs.bang, 138, 96),
  ),
  people: drawing(
    '<path class="paper" d="M53 31a9 9 0 0 1 9-9h42l21 21v61a9 9 0 0 1-9 9H62a9 9 0 0 1-9-9z"/>',
    '<path class="ink" d="M104 22v14a7 7 0 0 0 7 7h14"/>',
    '<path class="soft" d="M67 57h36M67 69h44M67 81h27"/>',
    '<circle class="halo" cx="141" cy="85" r="28"/>',
    '<circle class="paper" cx="141" cy="85" r="22.5"/>',
    '<circle class="ink" cx="141" cy="79" r="6"/>',
    '<path class="ink" d="M130 96.5a11 11 0 0 1 22 0"/>',
  ),
  camera: drawing(
    '<rect class="paper" x="69" y="13" width="62" height="107" rx="13"/>',
    '<path class="soft" d="M96 110h8"/>',
    '<path class="ink" d="M84 55h6l4-6.5h12l4 6.5h6a4 4 0 0 1 4 4v18a4 4 0 0 1-4 4H84a4 4 0 0 1-4-4V59a4 4 0 0 1 4-4z"/>',
    '<circle class="ink" cx="100" cy="67" r="7.5"/>',
    badge(signs.cross, 133, 94),
  ),
  verified: drawing(
    card,
    '<circle class="halo" cx="149" cy="91" r="29"/>',
    `<path class="full" transform="translate(149 91)" d="${seal}"/>`,
    '<circle class="on thin" cx="149" cy="91" r="17"/>',
    `<path class="on" transform="translate(149 91)" d="${signs.check}"/>`,
  ),
  review: drawing(
    card,
    '<circle class="halo" cx="146" cy="87" r="27"/>',
    '<path class="line" d="m155 96 12.5 12.5"/>',
    '<circle class="paper" cx="142" cy="83" r="18"/>',
    '<circle class="line" cx="142" cy="78" r="4.8"/>',
    '<path class="line" d="M133.5 92a8.5 8.5 0 0 1 17 0"/>',
  ),
  declined: drawing(card, badge(signs.dash)),
  shop: drawing(
    '<path class="paper" d="M52 52v44a8 8 0 0 0 8 8h80a8 8 0 0 0 8-8V52"/>',
    '<path class="paper" d="M54 22h92l12 28H42z"/>',
    '<path class="wash" d="M77 22h23v28H69zM123 22h23l12 28h-27z"/>',
    '<path class="ink" d="M42 50a9.7 9.7 0 0 0 19.3 0 9.7 9.7 0 0 0 19.3 0 9.7 9.7 0 0 0 19.4 0 9.7 9.7 0 0 0 19.4 0 9.7 9.7 0 0 0 19.3 0 9.7 9.7 0 0 0 19.3 0"/>',
    '<rect class="wash" x="64" y="70" width="32" height="22" rx="4"/>',
    '<path class="ink" d="M110 104V74a4 4 0 0 1 4-4h17a4 4 0 0 1 4 4v30"/>',
    badge(signs.clock),
  ),
  used: drawing(card, badge(signs.bars)),
  letter: drawing(
    '<rect class="paper" x="51" y="33" width="98" height="68" rx="10"/>',
    '<path class="ink" d="m54 39 40 32a9.5 9.5 0 0 0 12 0l40-32"/>',
    badge(signs.arrow, 148, 95),
  ),
  opened: drawing(
    '<path class="paper" d="m51 55 43-30a11 11 0 0 1 12 0l43 30v44a9 9 0 0 1-9 9H60a9 9 0 0 1-9-9z"/>',
    '<rect class="paper" x="64" y="38" width="72" height="50" rx="7"/>',
    '<path class="soft" d="M77 51h46M77 62h31"/>',
    '<path class="paper" d="m51 57 49 30 49-30v42a9 9 0 0 1-9 9H60a9 9 0 0 1-9-9z"/>',
    badge(signs.check, 148, 101),
  ),
} satisfies Record<string, Shapes>;

/** A drawing of a document, or a person, in one state. */
export type ArtKind = keyof typeof arts;

/** A band in the tone of a status with one drawing. Decoration, but for the mark at its start. */
export function Stage({
  art,
  tone,
  size,
  mark,
}: {
  art: ArtKind;
  tone: Tone;
  size?: "tall" | "low";
  mark?: ReactNode;
}) {
  return (
    <div className={`stage ${toneClass[tone]}`} data-size={size}>
      {mark}
      <Drawing className="art" viewBox="0 0 200 132" shapes={arts[art]} />
    </div>
  );
}
