-- What Stripe checks is read again at each round of the reconciler, where something else is due, too: neither status nor count alone
-- finds those few among all.
SET LOCAL lock_timeout = '5s';

CREATE INDEX "connected_account_being_checked_idx" ON "connected_account" ("synced_at")
  WHERE "status" = 'checking' OR "pending_count" > 0 AND "status" <> 'closed';
