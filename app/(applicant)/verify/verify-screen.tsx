import { useTranslations } from "next-intl";
import { Icon } from "@/app/_ui/icon";
import { Notice, type Tone } from "@/app/_ui/notice";
import { ApplicantPage } from "@/app/(applicant)/applicant-page";
import { toneOf } from "@/app/(applicant)/status-mark";
import type { MyVerification } from "@/lib/verification/schema";
import { Checking } from "./outcomes/checking";
import { Ended } from "./outcomes/ended";
import { Failure } from "./outcomes/failure";
import { failureLook } from "./outcomes/failure-look";
import { InReview } from "./outcomes/in-review";
import { Resume } from "./outcomes/resume";
import { Verified } from "./outcomes/verified";
import { Consent } from "./prepare/consent";
import { Details } from "./prepare/details";
import { Prepare } from "./prepare/prepare";
import { type Expectation, useOtherWaysContent, useRailContent, useStripContent } from "./progress/content";
import type { RailStep } from "./progress/rail";
import type { Refusal, Screen } from "./screen";
import { useScreenTitle } from "./screen-title";
import { VerifyView } from "./verify-view";

/** How a page follows a status that may still move; without script it is loaded anew every 5 s. `since`: when the person came, ms since 1970. */
export type Following = { live: boolean; since: number; version: string };

function Body({ screen, mine, present }: { screen: Screen; mine: MyVerification; present: Date }) {
  switch (screen.kind) {
    case "prepare":
      return <Prepare mine={mine} />;
    case "consent":
      return <Consent mine={mine} />;
    case "details":
      return <Details mine={mine} />;
    case "resume":
      return <Resume mine={mine} />;
    case "checking":
      return <Checking mine={mine} present={present} />;
    case "verified":
      return <Verified mine={mine} />;
    case "in_review":
      return <InReview mine={mine} />;
    case "declined":
    case "closed":
    case "being_deleted":
    case "used_up":
      return <Ended kind={screen.kind} mine={mine} />;
    case "failure":
      return <Failure code={screen.code} mine={mine} />;
  }
}

function placeOf(screen: Screen, mine: MyVerification): { step: RailStep; tone: Tone; expect: Expectation } {
  switch (screen.kind) {
    case "prepare":
    case "consent":
    case "details":
      return { step: 0, tone: "primary", expect: "aboutTwoMinutes" };
    case "resume":
      return { step: 1, tone: toneOf("in_progress"), expect: "aboutTwoMinutes" };
    case "checking":
      return { step: 2, tone: toneOf("checking"), expect: "aboutOneMinute" };
    case "verified":
      return { step: 3, tone: toneOf("verified"), expect: "took" };
    case "declined":
      return { step: 3, tone: toneOf("declined"), expect: "threeWorkingDays" };
    case "in_review":
    case "closed":
      return { step: 3, tone: toneOf(screen.kind), expect: "oneWorkingDay" };
    case "being_deleted":
      return { step: 3, tone: toneOf("closed"), expect: "fourDays" };
    case "used_up":
      return { step: 3, tone: toneOf("action_needed"), expect: "oneWorkingDay" };
    case "failure": {
      const { step, main } = failureLook[screen.code];
      const again = main === "start" && mine.nextStep === "retry";
      const tone = toneOf(mine.status === "closed" ? "closed" : "action_needed");
      return { step, tone, expect: again ? "aboutTwoMinutes" : "oneWorkingDay" };
    }
  }
}

/** The applicant's one page, in whichever state: rail, sheet, strip, other ways. `acted`: what the last press came to. */
export function VerifyScreen({
  screen,
  mine,
  following,
  present,
  refused = null,
  acted = "",
}: {
  screen: Screen;
  mine: MyVerification;
  following: Following;
  present: Date;
  refused?: Refusal | null;
  acted?: string;
}) {
  const t = useTranslations("applicant");
  const title = useScreenTitle(screen);
  const { step, tone, expect } = placeOf(screen, mine);
  const rail = useRailContent(step, tone);
  const strip = useStripContent(mine, expect);
  const otherWays = useOtherWaysContent(mine);

  return (
    <ApplicantPage tab={title} signedIn>
      {following.live && (
        <noscript>
          <meta httpEquiv="refresh" content={`5;url=/verify/submitted?since=${following.since}`} />
        </noscript>
      )}
      <VerifyView
        status={{ ...following, sentence: t(`status.${following.live ? "checking" : mine.status}`) }}
        acted={acted}
        rail={rail}
        strip={strip}
        otherWays={otherWays}
      >
        {refused && (
          <div className="mb-5">
            <Notice
              tone="warning"
              icon={<Icon of="CircleAlert" className="size-6" />}
              title={t(`refusal.${refused}.title`)}
            >
              {t(`refusal.${refused}.text`)}
            </Notice>
          </div>
        )}
        <Body screen={screen} mine={mine} present={present} />
      </VerifyView>
    </ApplicantPage>
  );
}
