-- CreateTable
CREATE TABLE "account_file" (
    "id" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "person_id" TEXT,
    "entry" TEXT NOT NULL,
    "part" TEXT NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "uploaded_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_file_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "account_file_account_id_person_id_idx" ON "account_file"("account_id", "person_id");

-- AddForeignKey
ALTER TABLE "account_file" ADD CONSTRAINT "account_file_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "connected_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
