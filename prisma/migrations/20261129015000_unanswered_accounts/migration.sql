-- Nothing reads by it: an account whose creation was answered to nobody is found in Stripe's list.
SET LOCAL lock_timeout = '5s';
DROP INDEX "connected_account_unanswered_idx";
