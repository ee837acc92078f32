SET LOCAL lock_timeout = '5s';

ALTER TABLE "person_session" ADD COLUMN "created_at" TIMESTAMPTZ(3);

-- The row stands a moment before Stripe makes the session; the next sync writes Stripe's own time.
UPDATE "person_session" SET "created_at" = uuid_extract_timestamp("id") WHERE "session_id" IS NOT NULL;
