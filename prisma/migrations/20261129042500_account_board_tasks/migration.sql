-- The board by task, and its counts under two filters at once. An array has no order in an index, so that each task has an index of
-- its own, of the accounts that have it; there is one for every key of lib/connect/requirements/tasks.ts, and a test holds
-- both together. What other filters ask stands in them, so that what does not fit is not looked up in the table.
SET LOCAL lock_timeout = '5s';

-- DropIndex
DROP INDEX "connected_account_open_tasks_idx";

-- By reason and status, which the board counts; the country's does so already.
DROP INDEX "connected_account_board_reason_idx";
CREATE INDEX "connected_account_board_reason_idx" ON "connected_account"
  ("disabled_reason", COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "payouts_enabled", "enabled_at", "due_by") WHERE "disabled_reason" IS NOT NULL;
CREATE INDEX "connected_account_board_reason_status_idx" ON "connected_account"
  ("disabled_reason", "status", COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") WHERE "disabled_reason" IS NOT NULL;

DROP INDEX "connected_account_board_at_risk_idx";
CREATE INDEX "connected_account_board_at_risk_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "open_tasks") WHERE "payouts_enabled" AND "due_by" IS NOT NULL;
DROP INDEX "connected_account_board_lost_idx";
CREATE INDEX "connected_account_board_lost_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "open_tasks")
  WHERE "enabled_at" IS NOT NULL AND NOT "payouts_enabled" AND "status" <> 'closed';

CREATE INDEX "connected_account_board_task_you_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['you'];
CREATE INDEX "connected_account_board_task_person_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['person'];
CREATE INDEX "connected_account_board_task_id_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['id'];
CREATE INDEX "connected_account_board_task_home_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['home'];
CREATE INDEX "connected_account_board_task_live_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['live'];
CREATE INDEX "connected_account_board_task_people_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['people'];
CREATE INDEX "connected_account_board_task_company_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['company'];
CREATE INDEX "connected_account_board_task_papers_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['papers'];
CREATE INDEX "connected_account_board_task_shop_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['shop'];
CREATE INDEX "connected_account_board_task_bank_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['bank'];
CREATE INDEX "connected_account_board_task_terms_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['terms'];
CREATE INDEX "connected_account_board_task_stripe_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['stripe'];
CREATE INDEX "connected_account_board_task_other_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("status", "country", "disabled_reason", "payouts_enabled", "enabled_at", "due_by") WHERE "open_tasks" @> ARRAY['other'];
