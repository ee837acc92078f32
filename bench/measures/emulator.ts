import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { Agent } from "node:http";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pMap from "p-map";
import { Problem } from "../../scripts/process/command.ts";
import { freePort } from "../../scripts/process/ports.ts";
import { send } from "../../testkit/load.ts";
import { median, medianRatio } from "../../testkit/statistics.ts";
import type { Figure } from "../support/figures.ts";
import { cpuMs, residentMegabytes } from "../support/usage.ts";

const root = path.join(import.meta.dirname, "..", "..");
const rounds = 5;
const pairsPerRound = 2_000;
const connections = 10;
const manySessions = 100_000;
const starts = 9;
const roundsOfUpdates = 5;
const updatesPerRound = 2_000;

/** What creating a session costs the SDK's caller on the wire: its headers, and the body this app sends. */
const headers = {
  authorization: "Bearer sk_test_emulator_local_only",
  "content-type": "application/x-www-form-urlencoded",
  "stripe-version": "2026-10-28.endive",
};
const form =
  "type=document&options[document][allowed_types][0]=passport&options[document][require_matching_selfie]=true" +
  "&metadata[verification_id]=00000000-0000-7000-8000-000000000001&return_url=http://localhost:3000/verify/submitted" +
  "&client_reference_id=00000000-0000-7000-8000-000000000002";

/** An individual in the US who has given everything. */
const accountForm = () =>
  "type=custom&country=US&capabilities[card_payments][requested]=true&capabilities[transfers][requested]=true" +
  "&business_type=individual&business_profile[mcc]=5734&business_profile[name]=Wires" +
  "&business_profile[url]=https://accessible.stripe.com&individual[first_name]=Ada&individual[last_name]=Example" +
  "&individual[dob][day]=1&individual[dob][month]=1&individual[dob][year]=1901&individual[phone]=0000000000" +
  "&individual[email]=ada@demo.test&individual[address][line1]=address_full_match&individual[address][city]=Oakland" +
  "&individual[address][state]=CA&individual[address][postal_code]=94607&individual[id_number]=222222222" +
  "&external_account=btok_us&tos_acceptance[date]=1790000000&tos_acceptance[ip]=203.0.113.7";

/** How fast the Stripe emulator is, and how much it needs, beside a bare server over the same database. */
export async function measureEmulator(directory: string): Promise<Figure[]> {
  await mkdir(directory, { recursive: true });
  const start = {
    ours: (name: string) => startEmulator(path.join(directory, name)),
    floor: (name: string) => startFloor(path.join(directory, `${name}.sqlite`)),
  };
  return [
    ...(await measureStart(start)),
    ...(await measureCalls(await start.ours("calls"), await start.floor("calls"))),
    await measureUpdates(await start.ours("updates"), await start.floor("updates")),
    await measureMemory(await start.ours("memory"), await start.floor("memory")),
  ];
}

type Side = "ours" | "floor";
type Running = { url: string; pid: number; startedMs: number; stop(): Promise<void> };

async function measureStart(start: Record<Side, (name: string) => Promise<Running>>): Promise<Figure[]> {
  const took: Record<Side, number[]> = { ours: [], floor: [] };
  for (let count = 0; count < starts; count++) {
    for (const side of ["floor", "ours"] as const) {
      const running = await start[side](`start-${count}`);
      took[side].push(running.startedMs);
      await running.stop();
    }
  }
  return [compare("emulator: start to first answer", "ms", took, { of: "ours", most: 400 })];
}

async function measureCalls(emulator: Running, floor: Running): Promise<Figure[]> {
  const measured: Record<Side, Round[]> = { ours: [], floor: [] };
  try {
    // Both are compiled by the engine before anything counts.
    for (const server of [floor, emulator]) await round(server);
    for (let count = 0; count < rounds; count++) {
      measured.floor.push(await round(floor));
      measured.ours.push(await round(emulator));
    }
  } finally {
    await emulator.stop();
    await floor.stop();
  }
  const of = (what: keyof Round) => ({
    ours: measured.ours.map((each) => each[what]),
    floor: measured.floor.map((each) => each[what]),
  });
  const at = `${connections} connections`;
  const rate = of("msPerPair");
  return [
    compare("emulator: CPU per call, creates and retrieves alike", "ms", of("cpuMs"), { of: "ratio", most: 3 }),
    compare(`emulator: time per create and retrieve, ${at}`, "ms", rate, { of: "ours", most: 1000 / 1500 }),
    compare(`emulator: median latency of a call, ${at}`, "ms", of("latencyMs"), { of: "ours", most: 3 }),
  ];
}

/** How long one update of a connected account takes: the account and its person change, and each change is an event. */
async function measureUpdates(emulator: Running, floor: Running): Promise<Figure> {
  const took: Record<Side, number[]> = { ours: [], floor: [] };
  try {
    const accounts = await postForms([`${emulator.url}/v1/accounts`], accountForm, connections).then(({ answers }) =>
      answers.map(({ id }) => `${emulator.url}/v1/accounts/${id}`),
    );
    const change = (count: number) => `email=ada${count}@demo.test&individual[email]=ada${count}@demo.test`;
    const roundOf: Record<Side, () => Promise<number>> = {
      ours: async () => (await postForms(accounts, change, updatesPerRound)).tookMs / updatesPerRound,
      floor: async () => (await postForms([`${floor.url}/v1`], change, updatesPerRound)).tookMs / updatesPerRound,
    };
    for (const side of ["floor", "ours"] as const) await roundOf[side]();
    for (let count = 0; count < roundsOfUpdates; count++) {
      for (const side of ["floor", "ours"] as const) took[side].push(await roundOf[side]());
    }
  } finally {
    await emulator.stop();
    await floor.stop();
  }
  const what = `emulator: time per update of a connected account, ${connections} connections`;
  return compare(what, "ms", took, { of: "ours", most: 1000 / 400 });
}

/** Posts so many forms, each to the next of the addresses. */
async function postForms(
  addresses: readonly string[],
  formOf: (count: number) => string,
  posts: number,
): Promise<{ tookMs: number; answers: { id: string }[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  try {
    const answers = await pMap(
      Array(posts).keys(),
      async (count) => {
        const address = addresses[count % addresses.length] ?? "";
        const asked = { headers: { ...headers, "idempotency-key": randomUUID() }, body: formOf(count) };
        const { status, text } = await send(address, asked, agent);
        if (status !== 200) throw new Problem(`${new URL(address).pathname} answered ${status}.`);
        const answer: { id: string } = JSON.parse(text);
        return answer;
      },
      { concurrency: connections },
    );
    return { tookMs: performance.now() - startedAt, answers };
  } finally {
    agent.destroy();
  }
}

async function measureMemory(emulator: Running, floor: Running): Promise<Figure> {
  try {
    for (const server of [floor, emulator]) await play(server, manySessions, { retrieve: false });
    const [ours, bare] = [residentMegabytes(emulator.pid), residentMegabytes(floor.pid)];
    const what = `emulator: memory with ${manySessions.toLocaleString("en")} sessions`;
    return { what, unit: "MB", ours, floor: bare, ratio: ours / bare, aim: { of: "ours", most: 400 } };
  } finally {
    await emulator.stop();
    await floor.stop();
  }
}

function compare(what: string, unit: string, values: Record<Side, number[]>, aim: Figure["aim"]): Figure {
  const { ours, floor } = values;
  return { what, unit, ours: median(ours), floor: median(floor), ratio: medianRatio(ours, floor), aim };
}

/** `cpuMs` and `latencyMs` are per call, of which a pair has two. */
type Round = { cpuMs: number; msPerPair: number; latencyMs: number };

async function round(server: Running): Promise<Round> {
  const cpuBefore = cpuMs(server.pid);
  const { tookMs, latenciesMs } = await play(server, pairsPerRound, { retrieve: true });
  const cpu = (cpuMs(server.pid) - cpuBefore) / latenciesMs.length;
  return { cpuMs: cpu, msPerPair: tookMs / pairsPerRound, latencyMs: median(latenciesMs) };
}

/** Creates so many sessions over ten connections, each with one call on its way, and retrieves each at once. */
async function play(
  { url }: Running,
  sessions: number,
  { retrieve }: { retrieve: boolean },
): Promise<{ tookMs: number; latenciesMs: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latenciesMs: number[] = [];
  const call = async (address: string, idempotencyKey?: string) => {
    const startedAt = performance.now();
    const asked = idempotencyKey
      ? { headers: { ...headers, "idempotency-key": idempotencyKey }, body: form }
      : { headers };
    const { status, text } = await send(address, asked, agent);
    latenciesMs.push(performance.now() - startedAt);
    if (status !== 200) throw new Problem(`${new URL(address).pathname} answered ${status}.`);
    return text;
  };
  const path = `${url}/v1/identity/verification_sessions`;
  const playOne = async () => {
    const created: { id: string } = JSON.parse(await call(path, randomUUID()));
    if (retrieve) await call(`${path}/${created.id}`);
  };
  const startedAt = performance.now();
  try {
    await pMap(Array(sessions).keys(), playOne, { concurrency: connections });
    return { tookMs: performance.now() - startedAt, latenciesMs };
  } finally {
    agent.destroy();
  }
}

async function startEmulator(dataDirectory: string): Promise<Running> {
  const port = await freePort();
  const command = path.join(root, "stripe-emulator", "bin", "stripe-emulator.ts");
  return startProcess(port, [command, "--port", String(port), "--data-dir", dataDirectory]);
}

async function startFloor(file: string): Promise<Running> {
  const port = await freePort();
  return startProcess(port, [path.join(import.meta.dirname, "emulator-floor.ts"), String(port), file]);
}

async function startProcess(port: number, args: string[]): Promise<Running> {
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  process.once("exit", () => child.kill());
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - startedAt > 30_000) {
      throw new Problem(`${path.basename(args[0] ?? "")} does not start.`);
    }
    await delay(2);
  }
  return { url, pid: child.pid ?? 0, startedMs: performance.now() - startedAt, stop: () => stopProcess(child) };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await ended;
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/healthz`).catch(() => null);
  return response?.ok === true;
}
