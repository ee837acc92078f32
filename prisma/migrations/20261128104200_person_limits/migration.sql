-- How much of a limit a person has used, for all processes: one row a person and action.
CREATE TABLE "person_limit" (
    "user_id" UUID NOT NULL,
    "action" TEXT NOT NULL,
    "spent_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_limit_pkey" PRIMARY KEY ("user_id", "action")
);
ALTER TABLE "person_limit" ADD CONSTRAINT "person_limit_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
