import { getTranslations } from "next-intl/server";
import type { FileRefusal } from "@/lib/connect/schema";

const general = {
  ...{ interrupted: true, file_refused: true, being_checked: true, not_started: true, closed: true, not_there: true },
  ...{ not_answerable: true, being_deleted: true, too_often: true, stripe_unavailable: true, stripe_busy: true },
  ...{ stripe_refused: true, signed_out: true, invalid_input: true, not_allowed: true },
} as const;
const ofFile = {
  ...{ unreadable: true, format: true, too_large: true, too_many_pixels: true, greyscale: true, sent_before: true },
  ...{ same_as_other_side: true, blurred: true },
} as const;

/** Why a file was not sent, by whoever found it: the browser, our server, or Stripe. */
export type ShownRefusal = keyof typeof general | keyof typeof ofFile;

/** Every code that a server answers has its words. */
type EveryCodeHasWords<Code extends ShownRefusal = FileRefusal> = Code;

/** A code in an address or an answer; null: none that we know. */
export const toFileRefusal = (text: unknown): ShownRefusal | EveryCodeHasWords | null =>
  typeof text === "string" && (Object.hasOwn(general, text) || Object.hasOwn(ofFile, text))
    ? // The line above says so.
      (text as ShownRefusal)
    : null;

/** Every word of the card of a file. */
export type FileTexts = {
  refusals: Record<ShownRefusal, string>;
  waiting: string;
  checking: string;
  sending: string;
  sent: string;
  choose: string;
  camera: string;
  send: string;
  stop: string;
  again: string;
  replace: string;
};

// The casts hold: the keys of an object literal are exactly those of its type.
const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) => Object.keys(record) as Key[];

/** The words of `FileCard`, as its texts come from the server alone. `invited`: for somebody who cannot sign in again. */
export async function fileTexts({ papers, invited }: { papers: boolean; invited: boolean }): Promise<FileTexts> {
  const [t, connect] = await Promise.all([getTranslations("applicant.connect"), getTranslations("connect")]);
  const refusals = Object.fromEntries([
    ...keysOf(general).map((code) => [code, t(`documents.refusal.${code}`)]),
    ...keysOf(ofFile).map((code) => [code, connect(`file.problem.${code}`)]),
    // Both lists above are all there is.
  ]) as Record<ShownRefusal, string>;
  return {
    refusals: invited ? { ...refusals, signed_out: t("documents.timeEnded") } : refusals,
    waiting: t("documents.waiting"),
    checking: t("documents.checkingFile"),
    sending: t("documents.sending"),
    sent: t("documents.atStripe"),
    choose: papers ? t("documents.chooseFile") : t("documents.choosePicture"),
    camera: t("documents.camera"),
    send: t("documents.sendFile"),
    stop: t("documents.stop"),
    again: t("documents.again"),
    replace: t("documents.replace"),
  };
}
