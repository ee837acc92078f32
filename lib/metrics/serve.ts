import "server-only";
import { createServer, type Server } from "node:http";
import { limitRequests } from "@/lib/http/limits";
import { log } from "@/lib/log";
import { metricsContentType, processMetrics } from "@/lib/metrics/metrics";
import { refusalOf } from "@/lib/metrics/scrape";

/**
 * Serves what this process has counted at /api/metrics of a port, for a process that has no web server: on loopback, or
 * with a token on every address, by the same rule as the web. Does not keep the process alive. A port that is taken is
 * logged and ends nothing: the work matters more.
 */
export function serveMetrics(port: number, settings: { metricsToken: string | null; trustedProxies: number }): Server {
  limitRequests();
  const server = createServer(async ({ url, method, headers }, response) => {
    const forwardedFor = headers["x-forwarded-for"]?.toString() ?? null;
    const refusal = refusalOf({ authorization: headers.authorization ?? null, forwardedFor }, settings);
    if (refusal === 401) return response.writeHead(401, { "www-authenticate": "Bearer" }).end();
    if (refusal === 404 || method !== "GET" || url !== "/api/metrics") return response.writeHead(404).end();
    return response.writeHead(200, { "content-type": metricsContentType }).end(await processMetrics());
  });
  server.on("error", (error) => log.error("the metrics cannot be served", {}, error));
  return server.listen(port, settings.metricsToken === null ? "127.0.0.1" : undefined).unref();
}
