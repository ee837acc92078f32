-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('applicant', 'support', 'reviewer', 'senior', 'auditor', 'developer', 'admin');

-- CreateEnum
CREATE TYPE "derived_status" AS ENUM ('not_started', 'in_progress', 'checking', 'action_needed', 'in_review', 'verified', 'declined', 'closed');

-- CreateEnum
CREATE TYPE "stripe_status" AS ENUM ('requires_input', 'processing', 'verified', 'canceled');

-- CreateEnum
CREATE TYPE "check_kind" AS ENUM ('document', 'selfie', 'id_number', 'email', 'phone');

-- CreateEnum
CREATE TYPE "check_status" AS ENUM ('verified', 'unverified');

-- CreateEnum
CREATE TYPE "consent_choice" AS ENUM ('agreed', 'without_face_check');

-- CreateEnum
CREATE TYPE "event_outcome" AS ENUM ('queued', 'processed', 'ignored', 'failed', 'discarded');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" TIMESTAMPTZ(3),
    "role" "role" NOT NULL DEFAULT 'applicant',
    "declared_country" CHAR(2),
    "declared_first_name" BYTEA,
    "declared_last_name" BYTEA,
    "deactivated_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "auth_session" (
    "id" UUID NOT NULL,
    "session_token_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "auth_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_token" (
    "identifier" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL
);

-- CreateTable
CREATE TABLE "sign_in_request" (
    "id" BIGSERIAL NOT NULL,
    "subject" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_key" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "key_id" TEXT NOT NULL,
    "wrapped_key" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "data_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" UUID NOT NULL,
    "case_number" SERIAL NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'onboarding',
    "status" "derived_status" NOT NULL DEFAULT 'not_started',
    "failure_code" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "max_attempts" INTEGER NOT NULL,
    "document_type" TEXT,
    "document_country" CHAR(2),
    "session_ordinal" INTEGER NOT NULL DEFAULT 1,
    "quarantine_reason" TEXT,
    "current_session_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status_changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "submitted_at" TIMESTAMPTZ(3),
    "verified_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "redaction_requested_at" TIMESTAMPTZ(3),
    "redacted_at" TIMESTAMPTZ(3),
    "synced_at" TIMESTAMPTZ(3),

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_session" (
    "id" TEXT NOT NULL,
    "verification_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "status" "stripe_status" NOT NULL,
    "last_error_code" TEXT,
    "last_error_reason" TEXT,
    "last_report_id" TEXT,
    "verification_flow" TEXT,
    "client_reference_id" TEXT,
    "livemode" BOOLEAN NOT NULL,
    "redaction_status" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "metadata" BYTEA,
    "output_first_name" BYTEA,
    "output_last_name" BYTEA,
    "output_address" BYTEA,
    "sync_ticket" BIGINT NOT NULL,

    CONSTRAINT "verification_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_report" (
    "id" TEXT NOT NULL,
    "verification_session_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "document_type" TEXT,
    "document_country" CHAR(2),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification_check" (
    "report_id" TEXT NOT NULL,
    "kind" "check_kind" NOT NULL,
    "status" "check_status" NOT NULL,
    "error_code" TEXT,
    "error_reason" TEXT,

    CONSTRAINT "verification_check_pkey" PRIMARY KEY ("report_id","kind")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "verification_id" UUID NOT NULL,
    "choice" "consent_choice" NOT NULL,
    "version" INTEGER NOT NULL,
    "locale" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_event" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object_id" TEXT,
    "account" TEXT,
    "api_version" TEXT,
    "livemode" BOOLEAN NOT NULL,
    "outcome" "event_outcome" NOT NULL,
    "failure_code" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),
    "payload" BYTEA,
    "purge_at" TIMESTAMPTZ(3) NOT NULL DEFAULT (CURRENT_TIMESTAMP + '30 days'::interval),

    CONSTRAINT "stripe_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "failed_try" (
    "id" BIGSERIAL NOT NULL,
    "verification_session_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "code" TEXT NOT NULL,
    "stripe_status" INTEGER,
    "duration_ms" INTEGER NOT NULL,
    "gave_up" BOOLEAN NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "failed_try_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stripe_budget" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "tokens" DOUBLE PRECISION NOT NULL,
    "refilled_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "stripe_budget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reconciler_mark" (
    "name" TEXT NOT NULL,
    "reached_at" TIMESTAMPTZ(3) NOT NULL,
    "began_at" TIMESTAMPTZ(3),
    "cursor" TEXT,

    CONSTRAINT "reconciler_mark_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "reconciler_finding" (
    "kind" TEXT NOT NULL,
    "total" BIGINT NOT NULL,
    "last_count" INTEGER NOT NULL,
    "last_found_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reconciler_finding_pkey" PRIMARY KEY ("kind")
);

-- CreateTable
CREATE TABLE "mended_drift" (
    "id" BIGSERIAL NOT NULL,
    "verification_session_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "held" TEXT,
    "found" TEXT,
    "mended_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mended_drift_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "actor_role" "role",
    "action" TEXT NOT NULL,
    "verification_id" UUID,
    "subject" TEXT,
    "reason" TEXT,
    "previous_hash" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_pool" (
    "pool_id" TEXT NOT NULL,
    "process_id" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pool_pkey" PRIMARY KEY ("pool_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "user_email_prefix_idx" ON "user"("email" text_pattern_ops);

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_provider_provider_account_id_key" ON "account"("provider", "provider_account_id");

-- CreateIndex
CREATE UNIQUE INDEX "auth_session_session_token_hash_key" ON "auth_session"("session_token_hash");

-- CreateIndex
CREATE INDEX "auth_session_user_id_idx" ON "auth_session"("user_id");

-- CreateIndex
CREATE INDEX "auth_session_expires_idx" ON "auth_session"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_token_token_key" ON "sign_in_token"("token");

-- CreateIndex
CREATE INDEX "sign_in_token_expires_idx" ON "sign_in_token"("expires");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_token_identifier_token_key" ON "sign_in_token"("identifier", "token");

-- CreateIndex
CREATE INDEX "sign_in_request_subject_created_at_idx" ON "sign_in_request"("subject", "created_at");

-- CreateIndex
CREATE INDEX "sign_in_request_created_at_idx" ON "sign_in_request"("created_at");

-- CreateIndex
CREATE INDEX "data_key_user_id_idx" ON "data_key"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "verification_case_number_key" ON "verification"("case_number");

-- CreateIndex
CREATE UNIQUE INDEX "verification_current_session_id_key" ON "verification"("current_session_id");

-- CreateIndex
CREATE INDEX "verification_user_id_idx" ON "verification"("user_id");

-- CreateIndex
CREATE INDEX "verification_redaction_requested_at_redacted_at_idx" ON "verification"("redaction_requested_at", "redacted_at");

-- CreateIndex
CREATE INDEX "verification_created_at_id_idx" ON "verification"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "verification_status_created_at_id_idx" ON "verification"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "verification_failure_code_created_at_id_idx" ON "verification"("failure_code", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "verification_document_country_created_at_id_idx" ON "verification"("document_country", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "verification_document_type_created_at_id_idx" ON "verification"("document_type", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "verification_counts_idx" ON "verification"("status", "document_type", "failure_code", "document_country", "created_at");

-- CreateIndex
CREATE INDEX "verification_session_verification_id_idx" ON "verification_session"("verification_id");

-- CreateIndex
CREATE INDEX "verification_session_status_synced_at_idx" ON "verification_session"("status", "synced_at");

-- CreateIndex
CREATE INDEX "verification_report_verification_session_id_idx" ON "verification_report"("verification_session_id");

-- CreateIndex
CREATE INDEX "consent_verification_id_idx" ON "consent"("verification_id");

-- CreateIndex
CREATE INDEX "consent_user_id_idx" ON "consent"("user_id");

-- CreateIndex
CREATE INDEX "stripe_event_object_id_created_at_idx" ON "stripe_event"("object_id", "created_at");

-- CreateIndex
CREATE INDEX "stripe_event_received_at_idx" ON "stripe_event"("received_at");

-- CreateIndex
CREATE INDEX "stripe_event_type_received_at_idx" ON "stripe_event"("type", "received_at");

-- CreateIndex
CREATE INDEX "failed_try_verification_session_id_id_idx" ON "failed_try"("verification_session_id", "id");

-- CreateIndex
CREATE INDEX "failed_try_failed_at_idx" ON "failed_try"("failed_at");

-- CreateIndex
CREATE INDEX "audit_entry_verification_id_id_idx" ON "audit_entry"("verification_id", "id");

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "auth_session" ADD CONSTRAINT "auth_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_key" ADD CONSTRAINT "data_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification" ADD CONSTRAINT "verification_current_session_id_fkey" FOREIGN KEY ("current_session_id") REFERENCES "verification_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_session" ADD CONSTRAINT "verification_session_verification_id_fkey" FOREIGN KEY ("verification_id") REFERENCES "verification"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_report" ADD CONSTRAINT "verification_report_verification_session_id_fkey" FOREIGN KEY ("verification_session_id") REFERENCES "verification_session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "verification_check" ADD CONSTRAINT "verification_check_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "verification_report"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_verification_id_fkey" FOREIGN KEY ("verification_id") REFERENCES "verification"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_verification_id_fkey" FOREIGN KEY ("verification_id") REFERENCES "verification"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand from here: what Prisma's schema cannot say.

-- One open verification per person and purpose, whatever runs in parallel.
CREATE UNIQUE INDEX "verification_open_key" ON "verification" ("user_id", "purpose") WHERE "closed_at" IS NULL;

-- One living data key per person.
CREATE UNIQUE INDEX "data_key_alive_key" ON "data_key" ("user_id") WHERE "destroyed_at" IS NULL;

-- Payloads by the moment they must go; a row leaves the index with its payload.
CREATE INDEX "stripe_event_purge_idx" ON "stripe_event" ("purge_at") WHERE "payload" IS NOT NULL;

-- Dead letters. An event that does not fail never enters it, and its updates stay in place.
CREATE INDEX "stripe_event_failed_idx" ON "stripe_event" ("received_at") WHERE "failure_code" IS NOT NULL;

-- Who discarded an event, and why (lib/webhooks/events-data.ts); other entries never enter it.
CREATE INDEX "audit_entry_discarded_idx" ON "audit_entry" ("subject") WHERE "action" = 'event.discarded';

-- Redactions under way, which are few among sessions that are many.
CREATE INDEX "verification_session_redacting_idx" ON "verification_session" ("synced_at") WHERE "redaction_status" = 'processing';

-- The order in which Stripe was asked (lib/verification/sync.ts), and the numbers of worker processes (lib/worker/sweep.ts).
CREATE SEQUENCE "sync_ticket";
CREATE SEQUENCE "worker_process" AS integer;

-- Cases start with five digits, so that their number does not tell how few there are.
ALTER SEQUENCE "verification_case_number_seq" RESTART WITH 20001;

-- The audit log: each entry carries the hash of the one before, so that a change or a gap shows.
CREATE FUNCTION "audit_entry_chain"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- One at a time: the id is drawn again under the lock, so that ids and chain have the same order.
  PERFORM pg_advisory_xact_lock(hashtext('audit_entry'));
  NEW."id" := nextval('audit_entry_id_seq');
  NEW."previous_hash" := coalesce(
    (SELECT "hash" FROM "audit_entry" ORDER BY "id" DESC LIMIT 1),
    sha256('identity-onboarding audit log'::bytea)
  );
  NEW."hash" := sha256(NEW."previous_hash" || convert_to(jsonb_build_array(
    NEW."id", extract(epoch FROM NEW."at"), NEW."actor_id", NEW."actor_role", NEW."action",
    NEW."verification_id", NEW."subject", NEW."reason")::text, 'UTF8'));
  RETURN NEW;
END
$$;
CREATE TRIGGER "audit_entry_chain" BEFORE INSERT ON "audit_entry" FOR EACH ROW EXECUTE FUNCTION "audit_entry_chain"();

CREATE FUNCTION "audit_entry_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only';
END
$$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_entry_refuse"();
