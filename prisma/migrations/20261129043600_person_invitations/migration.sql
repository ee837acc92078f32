-- A new table alone; its foreign key locks another for a moment.
SET LOCAL lock_timeout = '5s';

-- CreateTable
CREATE TABLE "person_invitation" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "person_id" TEXT NOT NULL,
    "email" BYTEA,
    "asked" TEXT[],
    "seed" BYTEA,
    "token_hash" TEXT NOT NULL,
    "session_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "session_ends_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_invitation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_invitation_token_hash_key" ON "person_invitation"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "person_invitation_session_hash_key" ON "person_invitation"("session_hash");

-- CreateIndex
CREATE INDEX "person_invitation_account_id_person_id_created_at_idx" ON "person_invitation"("account_id", "person_id", "created_at");

-- CreateIndex
CREATE INDEX "person_invitation_expires_at_idx" ON "person_invitation"("expires_at");

-- AddForeignKey
ALTER TABLE "person_invitation" ADD CONSTRAINT "person_invitation_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One link of a person counts: another takes its place.
CREATE UNIQUE INDEX "person_invitation_live_key" ON "person_invitation"("account_id", "person_id") WHERE "revoked_at" IS NULL;
