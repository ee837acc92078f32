import { randomBytes } from "node:crypto";
import { Agent, type OutgoingHttpHeaders } from "node:http";
import { freePort } from "../../scripts/process/ports.ts";
import { stripeAt } from "../../testkit/emulator.ts";
import { send, unexpected } from "../../testkit/load.ts";
import { cookieOf, signInPeople } from "../../testkit/people.ts";
import { median, medianRatio } from "../../testkit/statistics.ts";
import type { Figure } from "../support/figures.ts";
import { inspectHeap } from "../support/heap.ts";
import { cpuMs, residentMegabytes } from "../support/usage.ts";
import { type Server, type Workbench, withDatabase } from "../support/workbench.ts";

const rounds = 9;
const filesPerRound = 8;
const filesOfWarmUp = 24;

/** Stripe's largest (lib/connect/requirements/documents.ts). */
const fileBytes = 10 * 1024 * 1024;

/** Stripe API, Files: a JPEG of 640 by 480 pixels by its beginning, and then what no other file has. */
const beginning = Buffer.from("ffd8ffc000110801e0028003012200021101031101", "hex");
const inventFile = () => Buffer.concat([beginning, randomBytes(fileBytes - beginning.length)]);

/** Somebody whose account takes files. */
type Seller = { token: string; stripeId: string };

/** Sends one file of 10 MB; throws a `Problem` when it did not arrive. */
type Sender = (seller: Seller) => Promise<void>;

/** What a file of 10 MB costs the web on its way to Stripe, and what it leaves in memory, beside a handler that only pipes it. */
export async function measureUpload(bench: Workbench): Promise<Figure[]> {
  const inspector = await freePort();
  const product = await bench.startProduct("upload", [`--inspect=127.0.0.1:${inspector}`]);
  const heap = await inspectHeap(inspector);
  const floor = await bench.startFloor([`--inspect=127.0.0.1:${await freePort()}`]);
  const sellers = await inventSellers(bench, product);
  const ours = { server: product, send: senderTo(product.url + address, () => ["file"], 201) };
  const bare = { server: floor, send: senderTo(`${floor.url}/upload`, () => ["purpose", "file"], 200) };

  for (const { send: sendFile } of [bare, ours]) await repeat(filesOfWarmUp, sellers, sendFile);
  const before = await heap.megabytesAfterCollecting();
  const measured: { ours: Round; floor: Round }[] = [];
  for (let count = 0; count < rounds; count++) {
    await forgetLimits(product);
    measured.push({ floor: await round(bare, sellers), ours: await round(ours, sellers) });
  }
  const after = await heap.megabytesAfterCollecting();
  heap.close();

  const of = (side: "ours" | "floor", what: keyof Round) => measured.map((pair) => pair[side][what]);
  const highest = (side: "ours" | "floor") => Math.max(...of(side, "resident"));
  return [
    {
      what: "upload: CPU of the web, 10 MB",
      unit: "ms",
      ours: median(of("ours", "cpuMs")),
      floor: median(of("floor", "cpuMs")),
      ratio: medianRatio(of("ours", "cpuMs"), of("floor", "cpuMs")),
      aim: { of: "ratio", most: 2 },
    },
    {
      what: "upload: heap in use, after 72 files beside before",
      unit: "MB",
      ours: after,
      floor: before,
      ratio: after / before,
      aim: { of: "ratio", most: 1.1 },
    },
    {
      what: "upload: resident, highest",
      unit: "MB",
      ours: highest("ours"),
      floor: highest("floor"),
      ratio: highest("ours") / highest("floor"),
      aim: { of: "ours", most: 400 },
    },
  ];
}

const address = "/api/uploads/account-files?person=&entry=individual.verification.document&part=front";

/** CPU is per file, `resident` the highest of what was held after one; megabytes. */
type Round = { cpuMs: number; resident: number };

async function round({ server, send: sendFile }: { server: Server; send: Sender }, sellers: Seller[]): Promise<Round> {
  const held: number[] = [];
  const before = cpuMs(server.pid);
  await repeat(filesPerRound, sellers, sendFile, () => held.push(residentMegabytes(server.pid)));
  return { cpuMs: (cpuMs(server.pid) - before) / filesPerRound, resident: Math.max(...held) };
}

async function repeat(count: number, sellers: Seller[], sendFile: Sender, then = () => {}): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    const seller = sellers[turn % sellers.length];
    if (seller) await sendFile(seller);
    then();
  }
}

/** Sends a form of these fields. `purpose` is what our own route adds to it. */
function senderTo(url: string, fields: () => ("purpose" | "file")[], status: number): Sender {
  const agent = new Agent({ keepAlive: true });
  return async ({ token, stripeId }) => {
    const boundary = `----bench${randomBytes(12).toString("hex")}`;
    const parts = fields().map((field) =>
      field === "purpose"
        ? Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nidentity_document\r\n`)
        : Buffer.concat([
            Buffer.from(
              `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
            ),
            inventFile(),
          ]),
    );
    const body = Buffer.concat([...parts, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const headers: OutgoingHttpHeaders = {
      ...cookieOf(token),
      accept: "application/json",
      origin: new URL(url).origin,
      "stripe-account": stripeId,
      "content-type": `multipart/form-data; boundary=${boundary}`,
    };
    const answer = await send(url, { headers, body }, agent);
    if (answer.status !== status) throw unexpected(new URL(url).pathname, answer.status);
  };
}

/** Four sellers, each with an account at Stripe's emulator and, by rows, with us. */
async function inventSellers({ shared }: Workbench, { databaseUrl }: Server): Promise<Seller[]> {
  const stripe = stripeAt(shared.emulatorUrl, shared.secrets.stripe.secretKey);
  return withDatabase(databaseUrl, async (client) => {
    const sellers: Seller[] = [];
    for (const { userId, token } of await signInPeople(client, 4)) {
      const { id } = await stripe.accounts.create({ type: "custom", country: "US", business_type: "individual" });
      await client.query(
        `insert into connected_account (id, user_id, stripe_id, status, country, business_type, capabilities)
         values (gen_random_uuid(), $1, $2, 'due', 'US', 'individual', '{}')`,
        [userId, id],
      );
      sellers.push({ token, stripeId: id });
    }
    return sellers;
  });
}

/** Nobody sends so many files; the limit of a person is not what is measured. */
const forgetLimits = ({ databaseUrl }: Server) =>
  withDatabase(databaseUrl, (client) => client.query("truncate person_limit"));
