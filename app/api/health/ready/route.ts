import { databaseIsReady } from "@/lib/health/readiness";

/** 200 while this process can do its work: database reachable, migrations applied, queue there. Else 503. */
export async function GET(): Promise<Response> {
  const ready = await databaseIsReady();
  return Response.json({ status: ready ? "ready" : "not_ready" }, { status: ready ? 200 : 503 });
}
