-- A new table alone: processes of the build before know none of it. Its foreign key locks "user" for a moment.
SET LOCAL lock_timeout = '5s';

-- CreateEnum
CREATE TYPE "customer_status" AS ENUM ('pending', 'verified', 'redacted');

-- CreateTable
CREATE TABLE "customer" (
    "user_id" UUID NOT NULL,
    "stripe_id" TEXT,
    "status" "customer_status" NOT NULL DEFAULT 'pending',
    "verification_session_id" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "written_revision" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_stripe_id_key" ON "customer"("stripe_id");

-- AddForeignKey
ALTER TABLE "customer" ADD CONSTRAINT "customer_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Stripe has not confirmed, which is little and seldom.
CREATE INDEX "customer_unwritten_idx" ON "customer"("changed_at") WHERE written_revision < revision;
