import { env } from "@/lib/env";
import { databaseMetrics } from "@/lib/metrics/database-metrics";
import { metricsContentType, processMetrics } from "@/lib/metrics/metrics";
import { refusalOf } from "@/lib/metrics/scrape";

/**
 * What this web process has counted, and what the database says about all processes, as Prometheus text. 401 or 404 for
 * a caller outside loopback without METRICS_TOKEN.
 */
export async function GET({ headers }: Request): Promise<Response> {
  const scrape = { authorization: headers.get("authorization"), forwardedFor: headers.get("x-forwarded-for") };
  const refusal = refusalOf(scrape, env());
  if (refusal === 401) return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  if (refusal === 404) return new Response(null, { status: 404 });

  const [ofProcess, ofDatabase] = await Promise.all([processMetrics(), databaseMetrics()]);
  return new Response(`${ofProcess}\n${ofDatabase}`, { headers: { "content-type": metricsContentType } });
}
