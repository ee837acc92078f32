-- What people declared becomes a row for each version. The ciphertexts that stood in "user" open nowhere else, so they
-- cannot be moved by SQL: what was declared before today is gone, and whoever is not verified yet is asked again.

-- CreateTable
CREATE TABLE "declared_details" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "details" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "declared_details_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "declared_details_user_id_version_key" ON "declared_details"("user_id", "version");

-- AddForeignKey
ALTER TABLE "declared_details" ADD CONSTRAINT "declared_details_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AlterTable
ALTER TABLE "user" DROP COLUMN "declared_country",
DROP COLUMN "declared_first_name",
DROP COLUMN "declared_last_name";

-- AlterTable
ALTER TABLE "verification_report" ADD COLUMN     "declared_details_id" UUID;

-- CreateIndex
CREATE INDEX "verification_report_declared_details_id_idx" ON "verification_report"("declared_details_id");

-- AddForeignKey
ALTER TABLE "verification_report" ADD CONSTRAINT "verification_report_declared_details_id_fkey" FOREIGN KEY ("declared_details_id") REFERENCES "declared_details"("id") ON DELETE SET NULL ON UPDATE CASCADE;
