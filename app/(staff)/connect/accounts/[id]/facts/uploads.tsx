import { useTranslations } from "next-intl";
import type { StaffFormat } from "@/app/(staff)/_ui/format";
import { Moment } from "@/app/(staff)/_ui/moment";
import { ShortId } from "@/app/(staff)/_ui/short-id";
import { toName } from "@/lib/connect/converge";
import { readCodes } from "@/lib/connect/requirements/codes";
import type { Upload } from "@/lib/connect/staff/schema";
import { thingOf } from "./entry-words";

const tones = {
  waiting: "tone-neutral",
  given: "tone-info",
  checking: "tone-info",
  accepted: "tone-success",
  failed: "tone-error",
} as const;

const parts = ["front", "back", "page"] as const;

/** Which files were sent, for what and what became of them; there is no file here to be shown. */
export function Uploads({
  uploads,
  country,
  whoOf,
  format,
}: {
  uploads: Upload[];
  country: string;
  whoOf: (personId: string | null, entry: string) => string;
  format: StaffFormat;
}) {
  const t = useTranslations("staff.account.uploads");
  const unknown = useTranslations("staff.account.now")("unknown");
  const connect = useTranslations("connect");
  const partOf = (part: string) => {
    const known = parts.find((each) => each === part);
    return known ? t(`part.${known}`) : part;
  };
  return (
    <section className="panel" aria-labelledby="uploads">
      <h2 id="uploads" className="panel-head">
        {t("title")}
      </h2>
      {uploads.length === 0 ? (
        <p className="p-3 text-xs muted">{t("none")}</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="facts-table">
            <thead>
              <tr>
                {(["sent", "what", "who", "part", "purpose", "result", "id"] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`columns.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {uploads.map(({ id, personId, entry, part, purpose, uploadedAt, result }) => (
                <tr key={id}>
                  <td className="num whitespace-nowrap">
                    <Moment at={format.moment(uploadedAt)} />
                  </td>
                  <td>{thingOf(toName({ personId, entry }), country, connect).text ?? unknown}</td>
                  <td className="whitespace-nowrap">{whoOf(personId, entry)}</td>
                  <td>{partOf(part)}</td>
                  <td>
                    <bdi className="code">{purpose ?? "–"}</bdi>
                  </td>
                  <td>
                    <span className={`staff-tag ${tones[result.state]}`}>{t(`state.${result.state}`)}</span>
                    {result.state === "failed" && result.code !== null ? (
                      <>
                        {readCodes([result.code]).map(({ text }) => (
                          <span key={text} className="block text-2xs text-error">
                            {connect(`code.${text}.title`)}
                          </span>
                        ))}
                        <bdi className="code block muted">{result.code}</bdi>
                      </>
                    ) : null}
                  </td>
                  <td>
                    <ShortId id={id} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="panel-note">{t("note")}</p>
    </section>
  );
}
