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

// Equal in effect to the statement of lib/events/inbox.ts, which stores several events that wait.
const store = `
  with stored as (
    insert into stripe_event as known
      (id, type, object_id, account, api_version, livemode, outcome, attempts, created_at, received_at, processed_at, payload)
    values ($1, $2, $3, null, $4, $5, $6, 1, $7, now(), case when $6 = 'ignored'::event_outcome then now() end, $8)
    on conflict (id) do update set attempts = known.attempts + excluded.attempts
    returning xmax = 0 as fresh
  ), job as (
    select (graphile_worker.add_job('syncVerificationSession', $9::json,
      job_key => $10, queue_name => $11, max_attempts => 10, job_key_mode => 'preserve_run_at')).id
    from stored where fresh
  )
  select fresh, (select count(id) from job)::int as jobs from stored`;

/** The least a receiver can do: one equal statement, with no look at signature, size, mode or shape, and no cipher. */
export async function POST(request: Request): Promise<Response> {
  const body = await request.text();
  // A cast, because only the bench sends here.
  const event = JSON.parse(body) as Event;
  const verificationSessionId = event.data.object.id;
  const values = [
    event.id,
    event.type,
    verificationSessionId,
    event.api_version,
    event.livemode,
    "queued",
    new Date(event.created * 1000),
    Buffer.from(body),
    JSON.stringify({ verificationSessionId }),
    `syncVerificationSession:${verificationSessionId}`,
    `syncVerificationSession:${verificationSessionId.charCodeAt(verificationSessionId.length - 1)}`,
  ];
  await pool.query({ name: "store", text: store, values });
  return Response.json({ outcome: "queued" });
}
