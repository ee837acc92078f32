-- One caller of all processes asks Stripe for a waiting page, at most once in five seconds.
ALTER TABLE "verification_session" ADD COLUMN "asked_at" TIMESTAMPTZ(3);
