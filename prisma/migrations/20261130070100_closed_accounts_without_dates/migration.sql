-- Nothing is due of a closed account by any date, as nothing can be sent for it. A sync writes that from now on; of those that are
-- closed already most are never read again.
SET LOCAL lock_timeout = '5s';

UPDATE "connected_account" SET "due_by" = NULL WHERE "status" = 'closed' AND "due_by" IS NOT NULL;
