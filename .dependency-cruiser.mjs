/*
 * What may import what, for the whole tree: `npm run rooms`, and a part of `npm test`. docs/architecture.md says why.
 */

const foundations = "^lib/(?!action\\.ts)[^/]+\\.ts$";
const rooms = (...names) => `^lib/(${names.join("|")})/`;
const production = { pathNot: ["\\.(test|spec)\\.tsx?$"] };

// From the process down to the database: each knows those after it, and none before it.
const order = [
  ...["worker", "health", "reconciler", "cases", "connect", "verification", "events", "audit", "auth", "policy"],
  ...["stripe", "rate-limit", "metrics", "mail", "jobs", "telemetry", "pii", "http", "db"],
];
// Outside the product, from the lowest to those that run everything: each knows those before it, and none after it.
const outerRooms = ["scripts/process", "scripts/stack", "testkit", "scripts/commands", "e2e", "faults", "bench"];
const outer = `^(${outerRooms.join("|")}|stripe-emulator)/`;
const outerOf = (...names) => `^(${names.join("|")})/`;

// The folders beside a page: each draws with those after it, and knows none before it. They are drawn by the page.
const pageRooms = {
  "app/\\(applicant\\)/verify": ["prepare", "outcomes", "start", "progress"],
  "app/\\(applicant\\)/connect": [
    ...["start", "overview", "board", "bank", "terms", "documents", "selfie", "hosted", "task-form"],
    ...["embedded", "field"],
  ],
  "app/\\(staff\\)/verifications/\\[id\\]": ["decision", "evidence", "timeline", "facts"],
  "app/\\(staff\\)/connect/accounts": ["board"],
  "app/\\(staff\\)/connect/accounts/\\[id\\]": ["history", "facts"],
  "app/\\(staff\\)/events": ["list", "endpoint"],
};
const nextFiles = "(page|layout|error|not-found|global-not-found|route)\\.tsx?$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

export default {
  forbidden: [
    rule(
      "no circle",
      "Two files that need each other are one, or hide a third.",
      { pathNot: "^prisma/generated/" },
      { circular: true },
    ),
    rule(
      "nothing that is not there",
      "An import must lead to a file or to a package that package.json names.",
      { pathNot: "^prisma/generated/" },
      { couldNotResolve: true, pathNot: "^(virtual:|server-only$)|\\.css$|/package\\.json$" },
    ),
    rule(
      "the product knows no tools",
      "Nothing of the product imports scripts, tests or bench; and a socket lies between us and the emulator.",
      { ...production, path: "^(app|lib|i18n|messages)/|^(middleware|instrumentation)\\.ts$" },
      { path: outer },
    ),
    rule(
      "the product's tests share by the testkit",
      "What they need of the other tools, the testkit offers.",
      { path: "^(app|lib|i18n|messages)/" },
      { path: outer, pathNot: outerOf("testkit") },
    ),
    rule(
      "lib knows no pages",
      "It serves webhooks and jobs as well.",
      { ...production, path: "^lib/" },
      { path: "^app/" },
    ),
    rule(
      "stripe stays in its room",
      "The stripe package stays in lib/stripe, whose functions return our own types.",
      { ...production, path: "^(app|lib)/", pathNot: [...production.pathNot, "^lib/stripe/"] },
      { path: "^(node_modules/)?stripe(/|$)" },
    ),
    rule(
      "foundations lie lowest",
      "They import no room above them.",
      { ...production, path: foundations },
      { path: "^lib/[^/]+/" },
    ),
    rule(
      "actions are the pages'",
      "lib/action.ts knows who asks and answers a browser; what it calls serves jobs as well.",
      { ...production, path: "^(lib|i18n)/" },
      { path: "^lib/action\\.ts$" },
    ),
    rule(
      "every room has its place",
      "A room of lib stands in the order of this file.",
      {},
      { path: "^lib/[^/]+/", pathNot: rooms(...order) },
    ),
    ...order
      .slice(1)
      .map((room, index) =>
        rule(
          `${room} knows none of those above it`,
          "It serves them, whoever they are; and so no two rooms need each other.",
          { ...production, path: rooms(room) },
          { path: rooms(...order.slice(0, index + 1)) },
        ),
      ),
    rule(
      "http knows nobody",
      "What is refused is refused before anybody is known.",
      { ...production, path: rooms("http") },
      { path: "^(lib/[^/]+/|prisma/)", pathNot: rooms("http") },
    ),
    rule(
      "requirements are pure",
      "What a requirement of Stripe's means is decided without asking anybody; so pages, jobs and tests read it alike.",
      { ...production, path: "^lib/connect/requirements/" },
      {
        path: ["^(lib/[^/]+/|lib/(action|env|log)\\.ts$|prisma/|messages/)", "^(node_modules/)?server-only(/|$)"],
        pathNot: ["^lib/connect/requirements/", "^lib/stripe/requirement-codes\\.ts$"],
      },
    ),
    rule(
      "the gateway talks to Stripe alone",
      "And to nothing of ours: the budget of calls is kept by a room of its own.",
      { ...production, path: rooms("stripe") },
      { path: rooms("db", "jobs", "pii", "mail") },
    ),
    rule(
      "pages ask lib",
      "Pages and actions go through loaders and mutations, which check who is asking.",
      { ...production, path: "^app/" },
      { path: "^(lib/db|prisma)/" },
    ),
    rule(
      "the kit is nobody's",
      "The kit could ship in another product: it imports nothing of ours.",
      { path: "^app/_ui/" },
      { path: ["^(lib|i18n|messages|prisma)/", "^app/(?!_ui/)"] },
    ),
    rule(
      "applicants and staff have nothing of each other",
      "What both need lies in app itself, or in its kit.",
      { path: "^app/\\((applicant|staff)\\)/" },
      { path: "^app/\\((applicant|staff)\\)/", pathNot: "^app/\\($1\\)/" },
    ),
    rule(
      "the parts of staff pages know no page",
      "They serve all of them; of what is not a part they know the sections and the actions of the frame.",
      { path: "^app/\\(staff\\)/_ui/" },
      { path: "^app/\\(staff\\)/[^_]", pathNot: "^app/\\(staff\\)/(sections|actions)\\.ts$" },
    ),
    rule(
      "a page is imported by none",
      "Next alone calls pages, layouts and route handlers. What two of them need lies beside them.",
      { ...production, path: "^(app|lib|i18n)/" },
      { path: [`^app/${nextFiles}`, `^app/.*/${nextFiles}`] },
    ),
    rule(
      "the screens of every page are the root's",
      "What is not there and what failed are shown outside every folder, from one piece of script that each page carries.",
      { ...production, path: ["^app/.+/", "^(lib|i18n)/"] },
      { path: "^app/global-error\\.tsx$" },
    ),
    ...Object.entries(pageRooms).flatMap(([page, names]) =>
      names.map((name, index) =>
        rule(
          `${name} knows neither its page nor the rooms above it`,
          "A page draws with its rooms, and so no two of them need each other.",
          { path: `^${page}/${name}/` },
          {
            path: [
              `^${page}/(verify-screen|case-head)\\.tsx$`,
              ...names.slice(0, index).map((above) => `^${page}/${above}/`),
            ],
          },
        ),
      ),
    ),
    rule(
      "the emulator is a package of its own",
      "It shares no code with the product: it must be able to disagree with it.",
      { path: "^stripe-emulator/src/" },
      { path: [outer, "^(app|lib|i18n|messages|prisma)/"], pathNot: "^stripe-emulator/" },
    ),
    rule(
      "the emulator's requirements are facts in, lists out",
      "Tables and pure functions: they know neither records, nor HTTP, nor the clock.",
      { path: "^stripe-emulator/src/requirements/" },
      { pathNot: "^stripe-emulator/src/requirements/" },
    ),
    rule(
      "the emulator is tested from outside the product",
      "Its tests take browser and Stripe CLI from the tools, and nothing of the product.",
      { path: "^stripe-emulator/" },
      { path: ["^(app|lib|i18n|messages|prisma)/", outerOf("scripts/commands", "e2e", "faults", "bench")] },
    ),
    rule(
      "processes lie lowest",
      "Supervisor, locks and ports know neither what they run nor anything of the product.",
      { path: outerOf("scripts/process") },
      { path: [outer, "^(app|lib|i18n|messages|prisma)/"], pathNot: outerOf("scripts/process") },
    ),
    rule(
      "the stack knows no tests",
      "It starts the product for people as well as for tests.",
      { path: outerOf("scripts/stack") },
      { path: outer, pathNot: outerOf("scripts/process", "scripts/stack", "stripe-emulator") },
    ),
    rule(
      "the testkit lies below all tests",
      "It knows what starts the product, and none of those who test it.",
      { path: outerOf("testkit") },
      { path: outer, pathNot: outerOf("scripts/process", "scripts/stack", "testkit") },
    ),
    rule(
      "commands run no tests by import",
      "Each of e2e, faults and bench runs itself.",
      { path: outerOf("scripts/commands") },
      { path: outerOf("e2e", "faults", "bench") },
    ),
    ...["e2e", "faults", "bench"].map((name) =>
      rule(
        `${name} shares by the testkit`,
        "The rooms of tests do not know each other or the commands.",
        { path: outerOf(name) },
        { path: outer, pathNot: outerOf(name, "testkit", "scripts/process", "scripts/stack") },
      ),
    ),
    rule(
      "tests are imported by none",
      "What two tests share lies beside them, in a file of its own.",
      {},
      { path: "\\.(test|spec)\\.tsx?$" },
    ),
  ],
  options: {
    // TypeScript's own compiler is a program without an interface that others could call.
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.next|\\.data|dist|test-results)/" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      conditionNames: ["import", "require", "node", "default", "types"],
      exportsFields: ["exports"],
    },
  },
};
