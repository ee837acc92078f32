-- The board counts each status under a country.
SET LOCAL lock_timeout = '5s';
CREATE INDEX "connected_account_board_country_status_idx" ON "connected_account"
  ("country", "status", COALESCE("due_by", TIMESTAMPTZ '9989-12-31 00:00:00+00'), "id");
