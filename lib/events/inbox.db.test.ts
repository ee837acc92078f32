import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { databasePool, db, inboxPool } from "@/lib/db/client";
import { receiveEvent } from "@/lib/events/receive";
import { toEvent } from "@/lib/events/webhook";
import { until } from "@/testkit/until";

const id = (prefix: string) => `${prefix}_${randomUUID().replaceAll("-", "")}`;

function invent(changes: { id?: string; type?: string; session?: string } = {}) {
  const { session = id("vs"), ...rest } = changes;
  const type = "identity.verification_session.verified";
  const data = { object: { id: session } };
  return toEvent(
    Buffer.from(JSON.stringify({ id: id("evt"), type, created: 1_795_000_000, livemode: false, data, ...rest })),
  );
}

/** Watched and not replaced: statements of the inbox's, and where one begins. */
function watchStatements() {
  const asked = vi.spyOn(inboxPool(), "query").mockClear();
  const begun = async () => {
    while (asked.mock.calls.length === 0) await turn();
  };
  return { asked, begun };
}

/** What becomes of the events that come while another is under way, and how many statements that took. */
async function receiveTogether(...events: ReturnType<typeof invent>[]) {
  const { asked, begun } = watchStatements();
  const first = receiveEvent(invent());
  await begun();
  const outcomes = await Promise.all(events.map((event) => receiveEvent(event).catch((): "refused" => "refused")));
  await first;
  return { outcomes, statements: asked.mock.calls.length - 1 };
}
afterEach(async () => {
  // The inbox's own, which would else wait for ever.
  if (vi.isFakeTimers()) await vi.runOnlyPendingTimersAsync();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("events that come while a statement is under way are stored by one more, each with its own outcome, and jobs in their order", async () => {
  // By their names they would stand the other way round.
  const [one, other] = [id("vs_z"), id("vs_a")];
  const known = invent();
  await receiveEvent(known);
  const all = [
    invent({ session: one }),
    invent({ session: other }),
    invent({ session: other }),
    invent({ type: "customer.created" }),
    known,
  ];
  const outcomes = ["queued", "queued", "queued", "ignored", "duplicate"];
  expect(await receiveTogether(...all)).toEqual({ outcomes, statements: 1 });

  const jobs = await db.$queryRaw<{ session: string }[]>`select payload->>'verificationSessionId' as session
    from graphile_worker._private_jobs where payload->>'verificationSessionId' in (${one}, ${other}) order by run_at`;
  expect(jobs.map(({ session }) => session)).toEqual([one, other]);
});

test("events that come soon after a statement began wait for each other, and one that comes later goes at once", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { asked } = watchStatements();
  await receiveEvent(invent());
  expect(asked).toHaveBeenCalledTimes(1);

  await vi.advanceTimersByTimeAsync(9);
  const soon = [receiveEvent(invent()), receiveEvent(invent())];
  await vi.advanceTimersByTimeAsync(1);
  await Promise.all(soon);
  expect(asked).toHaveBeenCalledTimes(2);

  await vi.advanceTimersByTimeAsync(10);
  await receiveEvent(invent());
  expect(asked).toHaveBeenCalledTimes(3);
});

test("as many events as one statement is worth do not wait for each other, and seven do", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { asked } = watchStatements();
  await receiveEvent(invent());
  const seven = Array.from({ length: 7 }, () => receiveEvent(invent()));
  await Promise.race([Promise.all(seven), turn()]);
  expect(asked).toHaveBeenCalledTimes(1);
  // The clock stands still: nothing but the eighth begins the next.
  await Promise.all([...seven, receiveEvent(invent())]);
  expect(asked).toHaveBeenCalledTimes(2);
});

test("an event that the database refuses takes none of those with it that came beside it", async () => {
  // As no event that was read can be: the last lock behind `toEvent`.
  const refused = { ...invent(), type: "no text holds a \0" };
  const events = [invent(), refused, invent()];
  expect((await receiveTogether(...events)).outcomes).toEqual(["queued", "refused", "queued"]);
  const stored = await db.stripeEvent.findMany({ where: { id: { in: events.map((event) => event.id) } } });
  expect(stored.map((event) => event.id).sort()).toEqual([events[0]?.id, events[2]?.id].sort());
});

/** From now on the database has no room for events of type `customer.created`; until the function that it returns is called. */
async function fillDatabase(): Promise<() => Promise<unknown>> {
  await db.$executeRaw`create or replace function have_no_room() returns trigger language plpgsql
    as $$ begin raise exception 'could not extend file' using errcode = 'disk_full'; end $$`;
  await db.$executeRaw`create trigger no_room before insert on stripe_event for each row
    when (new.type = 'customer.created') execute function have_no_room()`;
  return () => db.$executeRaw`drop trigger no_room on stripe_event`;
}

test("a database that has no room is asked once for all that came together, and stores them when they come again", async () => {
  const makeRoom = await fillDatabase();
  const events = Array.from({ length: 7 }, () => invent({ type: "customer.created" }));
  const refused = events.map(() => "refused");
  expect(await receiveTogether(...events)).toEqual({ outcomes: refused, statements: 1 });

  await makeRoom();
  const stored = events.map(() => "ignored");
  expect(await receiveTogether(...events)).toEqual({ outcomes: stored, statements: 1 });
});

/** Somebody else holds the row of an event that has come before, until `letGo`. */
async function holdRow() {
  const held = invent();
  await receiveEvent(held);
  const somebody = await databasePool().connect();
  await somebody.query("begin");
  await somebody.query("select from stripe_event where id = $1 for update", [held.id]);
  const letGo = async () => {
    await somebody.query("commit");
    somebody.release();
  };
  return { held, letGo };
}

test("a database that says nothing but that it has no room is not waited for longer than one that is silent", async () => {
  const { held, letGo } = await holdRow();
  const makeRoom = await fillDatabase();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const unheard = expect(receiveEvent(held)).rejects.toThrow("did not answer in time");
  for (const passedMs of [800, 800]) {
    const refused = receiveEvent(invent({ type: "customer.created" })).catch(() => {});
    await vi.advanceTimersByTimeAsync(passedMs);
    await refused;
  }
  await unheard;
  await letGo();
  vi.useRealTimers();
  await makeRoom();
});

test("an event that comes twice at once is counted twice, and no statement is refused for it", async () => {
  const event = invent();
  const { outcomes, statements } = await receiveTogether(event, event);
  // Where the database takes its time, the second goes on a connection of its own and may be the first.
  expect({ outcomes: outcomes.toSorted(), statements }).toEqual({ outcomes: ["duplicate", "queued"], statements: 2 });
  expect(await db.stripeEvent.findUniqueOrThrow({ where: { id: event.id } })).toMatchObject({ deliveries: 2 });
});

test("an event whose row somebody holds does not hold up those that come after it", async () => {
  const { held, letGo } = await holdRow();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { begun } = watchStatements();
  const answer = receiveEvent(held);
  await begun();
  const next = receiveEvent(invent());
  await vi.advanceTimersByTimeAsync(100);
  expect(await next).toBe("queued");
  await letGo();
  expect(await answer).toBe("duplicate");
});

test("a hundred events at once are stored by a few statements, of fifty events at most", async () => {
  const events = Array.from({ length: 100 }, () => invent());
  const { outcomes, statements } = await receiveTogether(...events);
  expect(new Set(outcomes)).toEqual(new Set(["queued"]));
  expect(statements).toBe(2);
  expect(await db.stripeEvent.count({ where: { id: { in: events.map((event) => event.id) } } })).toBe(100);
});

test("events are locked in the order of their ids, so that two processes never wait for each other", async () => {
  const [low, high] = [invent({ id: "evt_lock_1" }), invent({ id: "evt_lock_2" })];
  await receiveEvent(low);
  await receiveEvent(high);
  const other = await databasePool().connect();
  await other.query("begin");
  await other.query("select from stripe_event where id = $1 for update", [low.id]);
  const answers = receiveTogether(high, low);
  await until("one statement waits for a lock", async () => {
    const [row] = await db.$queryRaw<{ count: number }[]>`select count(*)::int from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    return row?.count === 1;
  });
  await other.query("select from stripe_event where id = $1 for update nowait", [high.id]);
  await other.query("commit");
  other.release();
  expect((await answers).outcomes).toEqual(["duplicate", "duplicate"]);
});

test("a process that is busy for seconds with other work loses nothing: the time limit is the database's", async () => {
  const { begun } = watchStatements();
  const answers = [receiveEvent(invent()), ...Array.from({ length: 20 }, () => receiveEvent(invent()))];
  await begun();
  // Twice, with a turn between: longer than a database may say nothing, and the statement's answer lies there unread.
  for (const _ of [1, 2]) {
    const until = performance.now() + 2_500;
    while (performance.now() < until);
    await turn();
  }
  expect(new Set(await Promise.all(answers))).toEqual(new Set(["queued"]));
});

test("pages that hold every connection of theirs hold up no event", async () => {
  const pages = await Promise.all(Array.from({ length: 10 }, () => databasePool().connect()));
  try {
    expect(await receiveEvent(invent())).toBe("queued");
  } finally {
    for (const page of pages) page.release();
  }
});

test("an event whose table nobody may touch is refused within two seconds, and is stored when it comes again", async () => {
  const event = invent();
  const somebody = await databasePool().connect();
  await somebody.query("begin");
  await somebody.query("lock table stripe_event in access exclusive mode");
  const startedAt = performance.now();
  await expect(receiveEvent(event)).rejects.toThrow("did not answer in time");
  expect(performance.now() - startedAt).toBeLessThan(9_000);
  await somebody.query("commit");
  somebody.release();
  expect(["queued", "duplicate"]).toContain(await receiveEvent(event));
});
