-- A new table alone; its foreign key locks another for a moment.
SET LOCAL lock_timeout = '5s';

-- CreateTable
CREATE TABLE "task_draft" (
    "account_id" UUID NOT NULL,
    "task" TEXT NOT NULL,
    "person" TEXT NOT NULL,
    "fields" BYTEA NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "task_draft_pkey" PRIMARY KEY ("account_id","task","person")
);

-- CreateIndex
CREATE INDEX "task_draft_saved_at_idx" ON "task_draft"("saved_at");

-- AddForeignKey
ALTER TABLE "task_draft" ADD CONSTRAINT "task_draft_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
