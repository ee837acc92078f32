SET LOCAL lock_timeout = '5s';

ALTER TABLE "connected_account" ADD COLUMN "default_currency" TEXT;
