"use client";

import type { ReactNode } from "react";
import { PlainPage } from "@/app/plain-page";
import { errorTexts } from "@/i18n/error-texts";

/** What Next hands to an error page. `retry` asks the server for the page anew; its `reset` would draw the same failure again. */
export type PageFailure = { error: Error & { digest?: string }; retry: () => void };

/**
 * How the screen looks where it stands: its title and text, what frames them and the rest, and the classes of the rest. The frame
 * gives the title to the tab, too.
 */
export type ErrorLook = {
  texts: "page" | "staffPage";
  Frame: (props: { title: string; text: string; children: ReactNode }) => ReactNode;
  classes: { reference: string; code: string; actions: string; retry: string; home: string };
};

/** A sheet alone on the page. */
const plain: ErrorLook = {
  texts: "page",
  Frame: (props) => <PlainPage role="alert" {...props} />,
  classes: {
    reference: "muted mt-4 text-caption",
    code: "",
    actions: "mt-8 flex flex-col gap-1.5",
    retry: "cta",
    home: "cta-quiet",
  },
};

/**
 * What people see when a page throws. Its few words travel with the script, as it must work when the server does not;
 * every page carries it, so it is made of nothing else. The reference finds the line in the log: what went wrong is said
 * only there.
 */
export function ErrorScreen({ error, retry, look = plain }: PageFailure & { look?: ErrorLook }) {
  const { texts } = errorTexts();
  const { Frame, classes } = look;
  return (
    <Frame {...texts[look.texts]}>
      {error.digest ? (
        <p className={classes.reference}>
          {texts.reference} <bdi className={classes.code}>{error.digest}</bdi>
        </p>
      ) : null}
      <div className={classes.actions}>
        <button type="button" className={classes.retry} onClick={retry}>
          {texts.retry}
        </button>
        {/* With a document of its own: what is open has failed. */}
        <a className={classes.home} href="/" target="_self">
          {texts.home}
        </a>
      </div>
    </Frame>
  );
}
