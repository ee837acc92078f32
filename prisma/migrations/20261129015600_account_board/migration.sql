-- The board of accounts pages by the deadline, and an account without one has a place too: the last day that an address may name
-- (lib/connect/staff/board.ts). Indexes are built anew while writes wait; rather fail and be run again than wait behind a reader.
SET LOCAL lock_timeout = '5s';

-- DropIndex
DROP INDEX "connected_account_status_due_by_id_idx";

-- DropIndex
DROP INDEX "connected_account_disabled_reason_due_by_id_idx";

-- DropIndex
DROP INDEX "connected_account_country_due_by_id_idx";

CREATE INDEX "connected_account_board_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id");
CREATE INDEX "connected_account_board_status_idx" ON "connected_account"
  ("status", COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id");
CREATE INDEX "connected_account_board_reason_idx" ON "connected_account"
  ("disabled_reason", COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") WHERE "disabled_reason" IS NOT NULL;
CREATE INDEX "connected_account_board_country_idx" ON "connected_account"
  ("country", COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id");

-- Whose payouts are on and have a date on which they may end; and who had payouts and has none now.
CREATE INDEX "connected_account_board_at_risk_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id") WHERE "payouts_enabled" AND "due_by" IS NOT NULL;
CREATE INDEX "connected_account_board_lost_idx" ON "connected_account"
  (COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id")
  WHERE "enabled_at" IS NOT NULL AND NOT "payouts_enabled" AND "status" <> 'closed';
