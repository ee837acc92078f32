"use client";

import { useRouter } from "next/navigation";
import { type ChangeEvent, useEffect, useId, useRef, useState } from "react";
import { Icon } from "@/app/_ui/icon";
import { findSameFileAction } from "./actions";
import type { FileTexts, ShownRefusal } from "./file-texts";
import { digestOf, lookAtFile, type Rule } from "./look-at-file";

type State =
  | { step: "waiting"; problem: ShownRefusal | null }
  | { step: "checking"; file: File }
  | { step: "sending"; file: File; percent: number; hint: ShownRefusal | null }
  /** The file is still here, and may be sent again. */
  | { step: "broken"; file: File; problem: ShownRefusal };

/** Sends a file with its progress, which `fetch` does not tell; resolves to the code of what went wrong, or null. */
function send(request: XMLHttpRequest, address: string, file: File, onProgress: (percent: number) => void) {
  return new Promise<string | null>((resolve) => {
    request.open("POST", address);
    request.setRequestHeader("accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? Math.floor((loaded / total) * 100) : 0);
    request.onload = () => resolve(request.status === 201 ? null : (request.response?.error ?? "stripe_unavailable"));
    request.onerror = () => resolve("interrupted");
    request.onabort = () => resolve("stopped");
    const form = new FormData();
    form.set("file", file);
    request.send(form);
  });
}

/** Worth another attempt with the same file. */
const passes: readonly string[] = ["interrupted", "stripe_unavailable", "stripe_busy", "too_often"];

/** Where the file went that was sent last: the card that then stands in its place says so, and takes the focus. */
let lastSent: string | null = null;

/**
 * One side of a document: chosen or photographed, looked at in this page, then sent with its progress. Without script it is a
 * plain form. The picture itself goes nowhere but to the upload. What had the focus goes while a file is on its way, so what came of it
 * takes it, unless somebody has moved on.
 */
export function FileCard({
  target,
  part,
  back,
  upload,
  title,
  sent,
  refused,
  rule,
  texts,
}: {
  target: { person: string | null; entry: string };
  part: "front" | "back" | "page";
  back: string;
  /** Where the file goes. */
  upload: string;
  title: string;
  /** How many files are at Stripe for it already. */
  sent: number;
  /** What came of the file before, without script. */
  refused: ShownRefusal | null;
  rule: Rule;
  texts: FileTexts;
}) {
  const id = useId();
  const router = useRouter();
  const request = useRef<XMLHttpRequest>(null);
  const [state, setState] = useState<State>({ step: "waiting", problem: sent > 0 ? null : refused });
  const query = new URLSearchParams({ person: target.person ?? "", entry: target.entry, part, back });
  const address = `${upload}?${query}`;
  const result = useRef<HTMLParagraphElement>(null);
  const began = useRef(false);

  useEffect(() => {
    const isSent = lastSent === address && sent > 0;
    if (isSent) lastSent = null;
    if (state.step === "checking" || state.step === "sending" || !(isSent || began.current)) return;
    began.current = false;
    if (document.activeElement === document.body) result.current?.focus();
  }, [address, sent, state.step]);

  const transfer = async (file: File, hint: ShownRefusal | null) => {
    const moving = new XMLHttpRequest();
    request.current = moving;
    const show = (percent: number) => setState({ step: "sending", file, percent, hint });
    show(0);
    const code = await send(moving, address, file, show);
    if (code === null) {
      lastSent = address;
      return router.refresh();
    }
    const problem = code in texts.refusals ? (code as ShownRefusal) : "stripe_refused";
    if (code === "stopped" || passes.includes(code)) {
      return setState({ step: "broken", file, problem: code === "stopped" ? "interrupted" : problem });
    }
    setState({ step: "waiting", problem });
  };

  const take = async ({ currentTarget: input }: ChangeEvent<HTMLInputElement>) => {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    began.current = true;
    setState({ step: "checking", file });
    const problem = await lookAtFile(file, rule);
    if (problem && problem !== "blurred") return setState({ step: "waiting", problem });
    const digest = await digestOf(file);
    // Of a file of somebody invited, the upload says it.
    const same =
      digest && upload.startsWith("/api/") && (await findSameFileAction({ ...target, part, digest }).catch(() => null));
    if (same) return setState({ step: "waiting", problem: same });
    await transfer(file, problem);
  };

  const sendAgain = (file: File) => () => {
    began.current = true;
    return transfer(file, null);
  };
  const problem = state.step === "waiting" || state.step === "broken" ? state.problem : null;
  const words = () => {
    if (state.step === "checking") return texts.checking;
    if (state.step === "sending") return `${texts.sending}, ${state.percent} %`;
    return sent > 0 ? texts.sent : texts.waiting;
  };
  const accept = rule.formats.map((format) => (format === "pdf" ? "application/pdf" : `image/${format}`)).join(",");
  const input = { type: "file", name: "file", accept, required: true, "aria-describedby": `${id}-status` } as const;
  const idle = state.step === "waiting" || state.step === "broken";

  return (
    <form
      method="post"
      action={address}
      encType="multipart/form-data"
      className="file-card"
      data-state={problem ? "problem" : sent > 0 ? "sent" : state.step}
      aria-labelledby={`${id}-title`}
    >
      <h3 id={`${id}-title`} className="flex items-center gap-2 font-semibold">
        <Icon
          of={sent > 0 ? "CircleCheck" : "FileUp"}
          className={`size-5 ${sent > 0 ? "text-success" : "text-primary"}`}
        />
        {title}
      </h3>
      <p
        id={`${id}-status`}
        ref={problem ? null : result}
        tabIndex={-1}
        className="muted text-small outline-none"
        role="status"
      >
        {words()}
        {"file" in state && <bdi className="block truncate text-caption">{state.file.name}</bdi>}
      </p>
      {problem && (
        <p ref={result} tabIndex={-1} className="font-medium text-error text-small outline-none" role="alert">
          {texts.refusals[problem]}
        </p>
      )}
      {state.step === "sending" && (
        <>
          {state.hint && <p className="text-small text-warning">{texts.refusals[state.hint]}</p>}
          <progress className="file-progress" max={100} value={state.percent} aria-labelledby={`${id}-title`} />
          <button type="button" className="cta-line self-end" onClick={() => request.current?.abort()}>
            {texts.stop}
          </button>
        </>
      )}
      {state.step === "broken" && (
        <button type="button" className="cta-line" onClick={sendAgain(state.file)}>
          <Icon of="RotateCcw" className="size-5" />
          {texts.again}
        </button>
      )}
      {idle && (
        <>
          <div className="file-ways">
            {rule.formats.every((format) => format !== "pdf") && (
              <label className="cta-line file-camera">
                <Icon of="Camera" className="size-5" />
                {texts.camera}
                <input {...input} name="" required={false} capture="environment" onChange={take} className="sr-only" />
              </label>
            )}
            <label className="file-choose">
              <span className="text-small font-semibold">
                {sent > 0 && part !== "page" ? texts.replace : texts.choose}
              </span>
              <input {...input} onChange={take} className="file-input" />
            </label>
          </div>
          <noscript>
            <button type="submit" className="cta-line">
              {texts.send}
            </button>
          </noscript>
        </>
      )}
    </form>
  );
}
