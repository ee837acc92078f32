SET LOCAL lock_timeout = '5s';

ALTER TABLE "connected_account" ADD COLUMN "stripes_page_at" TIMESTAMPTZ(3);
