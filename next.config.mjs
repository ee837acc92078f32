import createNextIntlPlugin from "next-intl/plugin";

const everywhere = [
  // What is no page loads nothing and is framed nowhere; the middleware puts the policy of a page in its place.
  {
    key: "content-security-policy",
    value: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  },
  { key: "x-content-type-options", value: "nosniff" },
  // No address of ours, which may hold a link's token, goes to another site. Not "no-referrer": forms would then carry
  // `Origin: null`, and the check that they come from our own pages would fail.
  { key: "referrer-policy", value: "same-origin" },
  { key: "cross-origin-opener-policy", value: "same-origin" },
  { key: "strict-transport-security", value: "max-age=63072000; includeSubDomains" },
  { key: "x-frame-options", value: "DENY" },
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Next's own redirect of `/verify/` would leave without a policy; the page answers under both addresses.
  skipTrailingSlashRedirect: true,
  // Types are checked once, by their own command, over scripts and tests as well.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    ...["pino", "graphile-worker", "pg", "nodemailer", "prom-client"],
    ...["@opentelemetry/api", "@opentelemetry/sdk-trace-base", "@vercel/otel"],
  ],
  headers: async () => [
    { source: "/_next/static/:path*", headers: everywhere },
    { source: "/((?!_next/static/).*)", headers: [...everywhere, { key: "cache-control", value: "no-store" }] },
  ],
  experimental: {
    serverActions: { bodySizeLimit: "64kb" },
    // What the middleware lets Next hold of a body; above the limit of actions, which is the one that answers 413.
    proxyClientMaxBodySize: "128kb",
  },
};

export default createNextIntlPlugin({
  requestConfig: "./i18n/request.ts",
  experimental: {
    // Messages are parsed by the build. Parsed by each request, as next-intl does otherwise, they cost a page 1 ms.
    messages: { path: "./messages", format: "json", locales: "infer", precompile: true },
  },
})(config);
