"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { backPath, finish, startPage, withCode } from "@/app/(applicant)/connect/press";
import { action, formAction } from "@/lib/action";
import { attachDocument } from "@/lib/connect/mutations/answers";
import { attachDocumentInput, fileTarget, removeFileInput } from "@/lib/connect/schema";
import { findSameFile, removeWaitingFile } from "@/lib/connect/uploads";

/** Gives files that are at Stripe to it as a document. */
export const attachDocumentAction = formAction({
  permission: "signed-in",
  input: z.object({
    person: z.string().transform((person) => person || null),
    entry: z.string(),
    files: z.string().transform((files) => files.split(",")),
    back: backPath,
  }),
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input: { back, ...input } }) => {
    const document = attachDocumentInput.safeParse(input);
    if (!document.success) redirect(withCode(back, "files_missing"));
    finish(await attachDocument(viewer, document.data), "/connect?done=sent", back);
  },
});

/** Leaves out a page of a paper that was not given to Stripe as a document yet. */
export const removePageAction = formAction({
  permission: "signed-in",
  input: removeFileInput.extend({ back: backPath }),
  refused: () => redirect(withCode(startPage, "invalid_input")),
  run: async ({ viewer, input: { back, file } }) => {
    const removed = await removeWaitingFile(viewer, { file });
    redirect(removed ? back : withCode(back, "files_missing"));
  },
});

/** Whether a file with this SHA-256 would be refused, before it is sent. */
export const findSameFileAction = action({
  permission: "signed-in",
  input: fileTarget.extend({ digest: z.string().regex(/^[\da-f]{64}$/) }),
  refused: () => null,
  run: ({ viewer, input: { digest, ...target } }) =>
    findSameFile(viewer, { ...target, digest: Buffer.from(digest, "hex") }),
});
