import type { ReactNode } from "react";
import { Icon } from "@/app/_ui/icon";
import type { IconName } from "@/app/_ui/icon-set";
import { Disc } from "@/app/_ui/mark";

/** The other ways in words; a text may hold an address that is marked up. */
export type OtherWaysContent = {
  title: string;
  people: { title: string; text: ReactNode; reference: ReactNode };
  phone: { title: string; text: ReactNode };
  question: { title: string; text: ReactNode };
};

function Way({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3.5 py-4">
      <Disc tone="primary">
        <Icon of={icon} className="size-5" />
      </Disc>
      <div className="min-w-0">
        <h3 className="font-semibold">{title}</h3>
        <div className="muted mt-0.5 text-small">{children}</div>
      </div>
    </li>
  );
}

/** Every way that is not the automatic check on this device, named in words. Links all over /verify lead here. */
export function OtherWays({ title, people, phone, question }: OtherWaysContent) {
  return (
    <section
      id="other-ways"
      className="scroll-mt-4 px-5 pt-7 pb-10 sm:px-0 sm:pt-12"
      aria-labelledby="other-ways-title"
    >
      <h2 id="other-ways-title" className="font-semibold text-lead">
        {title}
      </h2>
      <ul className="rows mt-1">
        <Way icon="UsersRound" title={people.title}>
          <p>{people.text}</p>
          {people.reference && <p className="mt-1">{people.reference}</p>}
        </Way>
        <Way icon="Smartphone" title={phone.title}>
          <p>{phone.text}</p>
        </Way>
        <Way icon="MessageSquareText" title={question.title}>
          <p>{question.text}</p>
        </Way>
      </ul>
    </section>
  );
}
