-- The language in which a person last signed in: what the worker mails to them has no request that says it.
ALTER TABLE "user" ADD COLUMN "locale" TEXT;
