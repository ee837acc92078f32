-- A new table alone: processes of the build before know none of it. Its foreign key locks "user" for a moment.
SET LOCAL lock_timeout = '5s';

-- CreateEnum
CREATE TYPE "mail_outcome" AS ENUM ('queued', 'sent', 'dropped', 'failed');

-- CreateTable
CREATE TABLE "mail" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "deadline" TIMESTAMPTZ(3),
    "outcome" "mail_outcome" NOT NULL DEFAULT 'queued',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failure_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_key_key" ON "mail"("key");

-- CreateIndex
CREATE INDEX "mail_user_id_created_at_idx" ON "mail"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "mail_created_at_idx" ON "mail"("created_at");

-- AddForeignKey
ALTER TABLE "mail" ADD CONSTRAINT "mail_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a person must look at, and what waits: both are few.
CREATE INDEX "mail_failed_idx" ON "mail"("settled_at") WHERE outcome = 'failed';
CREATE INDEX "mail_queued_idx" ON "mail"("created_at") WHERE outcome = 'queued';
