import { readdirSync } from "node:fs";
import path from "node:path";
import createNextIntlPlugin from "next-intl/plugin";

const english = path.join(import.meta.dirname, "messages", "en");
const messageFiles = readdirSync(english).filter((name) => name.endsWith(".json"));

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // What of the head is still Next's, the title of what is not there, comes with it and not after it, by script.
  htmlLimitedBots: /.*/,
  reactStrictMode: true,
  // Next's own redirect of `/verify/` would leave without a policy; the page answers under both addresses.
  skipTrailingSlashRedirect: true,
  // Types are checked once, by their own command, over scripts and tests as well.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    ...["pino", "graphile-worker", "pg", "nodemailer", "prom-client"],
    ...["@opentelemetry/api", "@opentelemetry/sdk-trace-base", "@vercel/otel"],
  ],
  // No page has pictures that Next would resize, and its route for them logs an error for whatever anybody asks of it.
  images: { unoptimized: true },
  experimental: {
    // An address that no page has gets a document like any page's: `app/global-not-found.tsx`.
    globalNotFound: true,
    // A build keeps nothing for the next one (docs/decisions/0069), nor does a server of `npm run dev`, whose pages would load
    // themselves again without end (docs/decisions/0071).
    turbopackFileSystemCacheForBuild: false,
    turbopackFileSystemCacheForDev: false,
    serverActions: { bodySizeLimit: "64kb" },
    // What the middleware lets Next hold of a body; above the limit of actions, which is the one that answers 413.
    proxyClientMaxBodySize: "128kb",
  },
};

export default createNextIntlPlugin({
  requestConfig: "./i18n/request.ts",
  experimental: {
    // Each text's parameters as types, which JSON does not give: `next typegen`, `next dev` and the build write them.
    createMessagesDeclaration: messageFiles.map((name) => path.join(english, name)),
    // Messages are parsed by the build. Parsed by each request, as next-intl does otherwise, they cost a page 1 ms.
    messages: { path: "./messages", format: "json", locales: "infer", precompile: true },
  },
})(config);
