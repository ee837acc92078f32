"use client";

import type { ComponentProps, ReactNode } from "react";
import { Sheet } from "@/app/_ui/sheet";
import { FocusTitle } from "./progress/focus-title";
import { LiveStatus } from "./progress/live-status";
import { OtherWays, type OtherWaysContent } from "./progress/other-ways";
import { Rail, type RailContent } from "./progress/rail";
import { Strip, type StripContent } from "./progress/strip";

/**
 * What stands around every state of /verify, and keeps it true: live status, rail, sheet, strip, other ways. `acted`: what the
 * last press came to. Drawn by the browser's script as well, so that
 * the page sends its markup once and not twice (docs/decisions/0037).
 */
export function VerifyView({
  status,
  acted,
  rail,
  strip,
  otherWays,
  children,
}: {
  status: ComponentProps<typeof LiveStatus>;
  acted: string;
  rail: RailContent;
  strip: StripContent;
  otherWays: OtherWaysContent;
  children: ReactNode;
}) {
  return (
    <>
      <LiveStatus {...status} />
      <FocusTitle after={acted} />
      <div className="flex min-h-[calc(100dvh-3.5rem)] flex-col sm:min-h-0">
        <div className="px-5 pt-0.5 pb-4 sm:px-0 sm:pb-5">
          <Rail {...rail} />
        </div>
        <Sheet>{children}</Sheet>
        <Strip {...strip} />
      </div>
      <OtherWays {...otherWays} />
    </>
  );
}
