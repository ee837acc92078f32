import { Agent, type OutgoingHttpHeaders } from "node:http";
import pMap from "p-map";
import { send, unexpected } from "../../testkit/load.ts";
import { cookieOf } from "../../testkit/people.ts";
import { median, medianRatio } from "../../testkit/statistics.ts";
import type { Figure } from "../support/figures.ts";
import { insertHistory, insertPeople, signIn } from "../support/people.ts";
import { backendsOf, cpuMs, databaseCpuMsSince } from "../support/usage.ts";
import type { Server, Workbench } from "../support/workbench.ts";

const people = 10_000;
const rounds = 9;

/** In most rounds of so many the engine collects everything once. In rounds of 48 it did in one of four, by chance on either side. */
const visitsPerRound = 200;

/** Some 2,000 visits, after which the engine compiles little more of either side. */
const warmUpRounds = 10;

type Visit = { server: Server; path: string; headers: OutgoingHttpHeaders };

/** A page of ours, the page of the floor beside it, and what we want of the two. */
type Pair = { name: string; ours: Visit; floor: Visit; cpu?: number; database?: number; html?: number };

/** What pages cost the web process, PostgreSQL and the wire, each beside an empty page or a bare list of the same Next. */
export async function measurePages(bench: Workbench): Promise<Figure[]> {
  const product = await bench.startProduct("pages");
  const floor = await bench.startFloor();
  for (const server of [product, floor]) await insertPeople(server, people);
  await bench.runInside(product, "seal-names.ts", []);
  const { id, userId } = await insertHistory(product);

  const visit = (server: Server, path: string, token?: string): Visit => ({
    server,
    path,
    headers: { "accept-encoding": "gzip", ...cookieOf(token) },
  });
  const newcomer = await signIn(product, "applicant");
  const verified = await signIn(product, "applicant", userId);
  const reviewer = await signIn(product, "reviewer");
  const auditor = await signIn(product, "auditor");
  const empty = visit(floor, "/dynamic");
  const list = visit(floor, "/list", await signIn(floor, "reviewer"));
  const pairs: Pair[] = [
    { name: "/sign-in", ours: visit(product, "/sign-in"), floor: empty },
    { name: "/verify", ours: visit(product, "/verify", newcomer), floor: empty, cpu: 1.6 },
    { name: "/verify/submitted", ours: visit(product, "/verify/submitted", verified), floor: empty },
    {
      name: "/verifications",
      ours: visit(product, "/verifications", reviewer),
      floor: list,
      cpu: 2,
      database: 2,
      html: 60,
    },
    { name: "a case", ours: visit(product, `/verifications/${id}`, reviewer), floor: list, cpu: 2.5, database: 2 },
    { name: "/events", ours: visit(product, "/events", auditor), floor: list },
  ];
  const figures: Figure[] = [];
  for (const pair of pairs) figures.push(...(await compare(pair)));
  return figures;
}

async function compare({ name, ours, floor, cpu, database, html }: Pair): Promise<Figure[]> {
  const [ourWeight, floorWeight] = [await weigh(ours), await weigh(floor)];
  const figures: Figure[] = [];
  for (let count = 0; count < warmUpRounds; count++) for (const visit of [floor, ours]) await round(visit, 1);
  for (const connections of [1, 8]) {
    const measure = (visit: Visit) => round(visit, connections);
    for (const warmUp of [floor, ours]) await measure(warmUp);
    const measured: { ours: Round; floor: Round }[] = [];
    for (let count = 0; count < rounds; count++)
      measured.push({ floor: await measure(floor), ours: await measure(ours) });
    const figure = (what: string, of: keyof Round, most?: number): Figure => {
      const [mine, bare] = [measured.map((pair) => pair.ours[of]), measured.map((pair) => pair.floor[of])];
      return {
        what: `${name}: ${what}, ${connections === 1 ? "1 connection" : `${connections} connections`}`,
        unit: "ms",
        ours: median(mine),
        floor: median(bare),
        ratio: medianRatio(mine, bare),
        aim: most === undefined ? null : { of: "ratio", most },
      };
    };
    figures.push(figure("CPU of the web", "cpuMs", cpu), figure("CPU of PostgreSQL", "databaseMs", database));
    figures.push(figure("time to first byte", "firstByteMs"));
  }
  const weight = (what: string, of: keyof Weight, most?: number): Figure => ({
    what: `${name}: ${what}`,
    unit: "KB",
    ours: ourWeight[of],
    floor: floorWeight[of],
    ratio: ourWeight[of] / floorWeight[of],
    aim: most === undefined ? null : { of: "ours", most },
  });
  return [...figures, weight("HTML", "raw", html), weight("HTML, gzip", "compressed")];
}

/** Per visit, in milliseconds. */
type Round = { cpuMs: number; databaseMs: number; firstByteMs: number };

async function round({ server, path, headers }: Visit, connections: number): Promise<Round> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const firstBytes: number[] = [];
  const before = { web: cpuMs(server.pid), backends: await backendsOf(server) };
  try {
    await pMap(
      Array(visitsPerRound).fill(path),
      async (each) => {
        const { status, firstByteMs } = await send(server.url + each, { headers }, agent);
        if (status !== 200) throw unexpected(path, status);
        firstBytes.push(firstByteMs);
      },
      { concurrency: connections },
    );
  } finally {
    agent.destroy();
  }
  return {
    cpuMs: (cpuMs(server.pid) - before.web) / visitsPerRound,
    databaseMs: (await databaseCpuMsSince(server, before.backends)) / visitsPerRound,
    firstByteMs: median(firstBytes),
  };
}

/** Of one page, in 1,000 bytes. */
type Weight = { raw: number; compressed: number };

async function weigh({ server, path, headers }: Visit): Promise<Weight> {
  const agent = new Agent();
  const plain = await send(server.url + path, { headers: { ...headers, "accept-encoding": "identity" } }, agent);
  const compressed = await send(server.url + path, { headers }, agent);
  agent.destroy();
  if (plain.status !== 200) throw unexpected(path, plain.status);
  return { raw: plain.bytes / 1000, compressed: compressed.bytes / 1000 };
}
