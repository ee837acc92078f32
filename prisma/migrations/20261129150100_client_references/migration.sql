-- Another system of the same Stripe account, or whoever opens a flow's static link, may have written anything there, such as a mail
-- address, and it stands in plain text. Ours is the id of a user; from here on nothing else is kept.
SET LOCAL lock_timeout = '5s';

UPDATE "verification_session" SET "client_reference_id" = NULL
  WHERE "client_reference_id" !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
