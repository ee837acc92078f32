import type { StaffFormat } from "@/app/(staff)/_ui/format";
import type { Words } from "@/lib/health/doctor/check";
import type { Health } from "@/lib/health/doctor/loaders";

/** Every web and worker that runs, by its own word, and those that fell silent within the last hour. */
export function Processes({ health, words, format }: { health: Health; words: Words; format: StaffFormat }) {
  const { at, processes } = health;
  const figures = ["up", "cpu", "memory"] as const;
  return (
    <section className="panel">
      <div className="flex h-9 items-center justify-between border-b border-base-300 px-3">
        <h2 className="text-xs font-semibold">{words("processes.title")}</h2>
        <span className="text-2xs muted">{words("processes.note")}</span>
      </div>
      {processes === null ? (
        <p className="p-3 text-xs">{words("processes.unknown")}</p>
      ) : (
        <table className="w-full text-xs">
          <thead>
            <tr className="text-2xs muted">
              <th className="h-7 border-b px-2 text-start font-semibold hair sm:w-56 sm:px-3">
                {words("processes.process")}
              </th>
              <th className="h-7 border-b px-2 text-start font-semibold hair sm:px-3">{words("processes.state")}</th>
              {figures.map((figure) => (
                <th key={figure} className="h-7 border-b px-2 text-end font-semibold hair sm:px-3">
                  {words(`processes.${figure}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {processes.map(({ kind, host, pid, startedAt, seenAt, isHeard, isOwn, cpuShare, memoryBytes }) => (
              <tr key={`${host} ${pid} ${startedAt.toISOString()}`} className="border-b hair last:border-b-0">
                <th className="px-2 py-1.5 text-start font-medium sm:px-3">
                  {words(`processes.${kind}`, { pid: String(pid) })}{" "}
                  <bdi className="code wrap-anywhere block muted sm:inline">{host}</bdi>
                </th>
                <td className="px-2 py-1.5 sm:px-3">
                  {isHeard
                    ? words("processes.running")
                    : words("processes.silent", { time: format.stamp(seenAt.toISOString()) })}
                  {isOwn ? <span className="muted"> · {words("processes.own")}</span> : null}
                </td>
                <td className="num whitespace-nowrap px-2 text-end sm:px-3">
                  {isHeard ? format.span(at.getTime() - startedAt.getTime()) : "–"}
                </td>
                <td className="num whitespace-nowrap px-2 text-end sm:px-3">
                  {isHeard && cpuShare !== null ? format.percent(cpuShare) : "–"}
                </td>
                <td className="num whitespace-nowrap px-2 text-end sm:px-3">
                  {isHeard ? format.megabytes(memoryBytes) : "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
