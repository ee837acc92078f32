-- A new table alone; its foreign key locks another for a moment.
SET LOCAL lock_timeout = '5s';

-- CreateTable
CREATE TABLE "person_session" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "session_id" TEXT,
    "consent_version" INTEGER NOT NULL,
    "consent_locale" TEXT NOT NULL,
    "consented_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "status" "stripe_status",
    "last_error_code" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "redaction_requested_at" TIMESTAMPTZ(3),
    "redaction_status" TEXT,
    "sync_ticket" BIGINT NOT NULL DEFAULT 0,
    "synced_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_session_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_session_session_id_key" ON "person_session"("session_id");

-- CreateIndex
CREATE INDEX "person_session_account_id_person_id_consented_at_idx" ON "person_session"("account_id", "person_id", "consented_at");

-- AddForeignKey
ALTER TABLE "person_session" ADD CONSTRAINT "person_session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Of each person one is open: parallel presses are one.
CREATE UNIQUE INDEX "person_session_open_key" ON "person_session"("account_id", "person_id") WHERE "ended_at" IS NULL;

-- What the reconciler reads again: what is open, and what is to be redacted and is not.
CREATE INDEX "person_session_moving_idx" ON "person_session"("synced_at") WHERE "ended_at" IS NULL OR ("redaction_requested_at" IS NOT NULL AND "redaction_status" IS DISTINCT FROM 'redacted');
