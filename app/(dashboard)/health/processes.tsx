import type { StaffFormat } from "@/app/(dashboard)/_ui/format";
import type { Words } from "@/lib/doctor/check";
import type { Health } from "@/lib/doctor/loaders";

/** What runs: the web that answers, and every worker that holds its lock. Of other webs nobody knows. */
export function Processes({ health, words, format }: { health: Health; words: Words; format: StaffFormat }) {
  const { figures, at, webStartedAt } = health;
  const rows = [
    { name: words("processes.web"), startedAt: webStartedAt },
    ...(figures?.workers ?? []).map(({ id, startedAt }) => ({ name: words("processes.worker", { id }), startedAt })),
  ];
  return (
    <section className="panel">
      <div className="flex h-9 items-center justify-between border-b border-base-300 px-3">
        <h2 className="text-xs font-semibold">{words("processes.title")}</h2>
        <span className="text-2xs muted">{words("processes.note")}</span>
      </div>
      <table className="w-full text-xs">
        <thead>
          <tr className="text-2xs muted">
            <th className="h-7 border-b px-3 text-start font-semibold hair sm:w-56">{words("processes.process")}</th>
            <th className="h-7 border-b px-3 text-start font-semibold hair">{words("processes.state")}</th>
            <th className="h-7 border-b px-3 text-end font-semibold hair">{words("processes.up")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, startedAt }) => (
            <tr key={name} className="border-b hair last:border-b-0">
              <th className="h-7 px-3 text-start font-medium">{name}</th>
              <td className="px-3">{words("processes.running")}</td>
              <td className="num px-3 text-end">{startedAt ? format.span(at.getTime() - startedAt.getTime()) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
