-- From here on only what may be shown of an event is sealed. What is stored holds the whole event: of a seller and of the persons of
-- their account, of persons whose sessions other systems made, of somebody whose data were deleted before it came. No SQL opens it,
-- so those payloads go. What our own sessions' events hold goes with their person or after its 30 days, as before.
SET LOCAL lock_timeout = '5s';

UPDATE "stripe_event" AS "event" SET "payload" = NULL
  WHERE "payload" IS NOT NULL AND ("type" NOT LIKE 'identity.verification\_session.%' OR "account" IS NOT NULL OR NOT EXISTS (
    SELECT FROM "verification_session" AS "session" JOIN "verification" ON "verification"."id" = "session"."verification_id"
    WHERE "session"."id" = "event"."object_id" AND "verification"."redacted_at" IS NULL));
