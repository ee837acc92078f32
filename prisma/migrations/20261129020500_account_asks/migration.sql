-- A new table alone; its foreign keys lock two others for a moment.
SET LOCAL lock_timeout = '5s';

-- CreateTable
CREATE TABLE "account_ask" (
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "line" BYTEA,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_ask_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "account_ask_account_id_asked_at_idx" ON "account_ask"("account_id", "asked_at");

-- AddForeignKey
ALTER TABLE "account_ask" ADD CONSTRAINT "account_ask_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
