-- New tables alone: processes of the build before know none of them. Their foreign keys lock "user" for a moment: rather fail
-- and be run again than hold up others behind a long reader.
SET LOCAL lock_timeout = '5s';

-- CreateEnum
CREATE TYPE "connect_status" AS ENUM ('not_started', 'due', 'past_due', 'checking', 'enabled', 'paused', 'closed');

-- CreateEnum
CREATE TYPE "requirement_list" AS ENUM ('past', 'current', 'pending', 'future_past', 'future_current', 'eventually');

-- CreateEnum
CREATE TYPE "requirement_event" AS ENUM ('appeared', 'moved', 'answered', 'failed', 'met', 'dropped');

-- CreateTable
CREATE TABLE "connected_account" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "stripe_id" TEXT,
    "status" "connect_status" NOT NULL DEFAULT 'not_started',
    "country" TEXT NOT NULL,
    "business_type" TEXT,
    "capabilities" TEXT[],
    "capability_states" JSONB NOT NULL DEFAULT '{}',
    "charges_enabled" BOOLEAN NOT NULL DEFAULT false,
    "payouts_enabled" BOOLEAN NOT NULL DEFAULT false,
    "details_submitted" BOOLEAN NOT NULL DEFAULT false,
    "disabled_reason" TEXT,
    "current_deadline" TIMESTAMPTZ(3),
    "future_deadline" TIMESTAMPTZ(3),
    "due_by" TIMESTAMPTZ(3),
    "due_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "pending_count" INTEGER NOT NULL DEFAULT 0,
    "open_tasks" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "alternatives" JSONB NOT NULL DEFAULT '[]',
    "enabled_at" TIMESTAMPTZ(3),
    "payouts_changed_at" TIMESTAMPTZ(3),
    "charges_changed_at" TIMESTAMPTZ(3),
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "name" BYTEA,
    "external_accounts" BYTEA,
    "terms_accepted_at" TIMESTAMPTZ(3),
    "terms_version" INTEGER,
    "terms_address" BYTEA,
    "terms_agent" BYTEA,
    "erased_at" TIMESTAMPTZ(3),
    "sync_ticket" BIGINT NOT NULL DEFAULT 0,
    "synced_at" TIMESTAMPTZ(3),
    "asked_at" TIMESTAMPTZ(3),
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connected_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_person" (
    "id" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "user_id" UUID,
    "roles" TEXT[],
    "percent_ownership" DOUBLE PRECISION,
    "verification_status" TEXT,
    "details_code" TEXT,
    "document_details_code" TEXT,
    "additional_document_details_code" TEXT,
    "first_name" BYTEA,
    "last_name" BYTEA,
    "title" BYTEA,
    "email" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "requirement" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "person_id" TEXT,
    "entry" TEXT NOT NULL,
    "list" "requirement_list" NOT NULL,
    "deadline" TIMESTAMPTZ(3),
    "error_code" TEXT,
    "appeared_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "answered_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "requirement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "requirement_change" (
    "id" BIGSERIAL NOT NULL,
    "account_id" UUID NOT NULL,
    "requirement_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "change" "requirement_event" NOT NULL,
    "list" "requirement_list" NOT NULL,
    "deadline" TIMESTAMPTZ(3),
    "code" TEXT,

    CONSTRAINT "requirement_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_budget" (
    "stripe_id" TEXT NOT NULL,
    "tokens" DOUBLE PRECISION NOT NULL,
    "refilled_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "account_budget_pkey" PRIMARY KEY ("stripe_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "connected_account_user_id_key" ON "connected_account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "connected_account_stripe_id_key" ON "connected_account"("stripe_id");

-- CreateIndex
CREATE INDEX "connected_account_due_by_id_idx" ON "connected_account"("due_by", "id");

-- CreateIndex
CREATE INDEX "connected_account_status_due_by_id_idx" ON "connected_account"("status", "due_by", "id");

-- CreateIndex
CREATE INDEX "connected_account_disabled_reason_due_by_id_idx" ON "connected_account"("disabled_reason", "due_by", "id");

-- CreateIndex
CREATE INDEX "connected_account_country_due_by_id_idx" ON "connected_account"("country", "due_by", "id");

-- CreateIndex
CREATE INDEX "connected_account_open_tasks_idx" ON "connected_account" USING GIN ("open_tasks");

-- CreateIndex
CREATE INDEX "connected_account_synced_at_idx" ON "connected_account"("synced_at");

-- CreateIndex
CREATE INDEX "connected_account_status_synced_at_idx" ON "connected_account"("status", "synced_at");

-- CreateIndex
CREATE INDEX "account_person_account_id_idx" ON "account_person"("account_id");

-- CreateIndex
CREATE INDEX "requirement_change_account_id_id_idx" ON "requirement_change"("account_id", "id");

-- CreateIndex
CREATE INDEX "requirement_change_requirement_id_id_idx" ON "requirement_change"("requirement_id", "id");

-- CreateIndex
CREATE INDEX "account_budget_refilled_at_idx" ON "account_budget"("refilled_at");

-- AddForeignKey
ALTER TABLE "connected_account" ADD CONSTRAINT "connected_account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_person" ADD CONSTRAINT "account_person_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requirement" ADD CONSTRAINT "requirement_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requirement_change" ADD CONSTRAINT "requirement_change_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requirement_change" ADD CONSTRAINT "requirement_change_requirement_id_fkey" FOREIGN KEY ("requirement_id") REFERENCES "requirement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- At most one open row for each entry: two nulls, of the account's own entries, are equal.
CREATE UNIQUE INDEX "requirement_open_key" ON "requirement"("account_id", "person_id", "entry") NULLS NOT DISTINCT
  WHERE "closed_at" IS NULL;

-- Accounts whose creation Stripe has not answered: few among many.
CREATE INDEX "connected_account_unanswered_idx" ON "connected_account"("created_at") WHERE "stripe_id" IS NULL;

CREATE FUNCTION "requirement_change_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of requirements is append-only';
END
$$;
CREATE TRIGGER "requirement_change_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "requirement_change"
  FOR EACH STATEMENT EXECUTE FUNCTION "requirement_change_refuse"();
