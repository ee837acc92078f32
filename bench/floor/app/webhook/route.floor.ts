import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

/** What an event is to the floor: the columns of its row, and a body it does not look into. */
type Event = {
  id: string;
  type: string;
  created: number;
  livemode: boolean;
  api_version: string;
  data: { object: { id: string } };
};

// Equal to the statement of lib/webhooks/receive.ts.
const store = `
  with stored as (
    insert into stripe_event (id, type, object_id, api_version, livemode, outcome, created_at, received_at, payload)
    values ($1, $2, $3, $4, $5, 'queued', $6, now(), $7)
    on conflict (id) do nothing
    returning id
  ), job as (
    select graphile_worker.add_job('syncVerificationSession', $8::json,
      job_key => $9, queue_name => $9, max_attempts => 10)
    from stored
  )
  select (select count(*) from stored)::int as stored, (select count(*) from job)::int as jobs`;

/** The least a receiver can do: one equal statement, with no look at signature, size, mode or shape, and no cipher. */
export async function POST(request: Request): Promise<Response> {
  const body = await request.text();
  // A cast, because only the bench sends here.
  const event = JSON.parse(body) as Event;
  const verificationSessionId = event.data.object.id;
  await pool.query(store, [
    event.id,
    event.type,
    verificationSessionId,
    event.api_version,
    event.livemode,
    new Date(event.created * 1000),
    Buffer.from(body),
    JSON.stringify({ verificationSessionId }),
    `syncVerificationSession:${verificationSessionId}`,
  ]);
  return Response.json({ outcome: "queued" });
}
