-- The board counts accounts by the day of their deadline. An index that has only an expression of a column answers for neither, so that
-- every account was looked up in the table: both indexes hold the column itself now.
SET LOCAL lock_timeout = '5s';

DROP INDEX "connected_account_board_at_risk_idx";
CREATE INDEX "connected_account_board_at_risk_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("due_by", "status", "country", "disabled_reason", "open_tasks")
  WHERE "payouts_enabled" AND "due_by" IS NOT NULL;
DROP INDEX "connected_account_board_lost_idx";
CREATE INDEX "connected_account_board_lost_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") INCLUDE ("due_by", "status", "country", "disabled_reason", "open_tasks")
  WHERE "enabled_at" IS NOT NULL AND NOT "payouts_enabled" AND "status" <> 'closed';
