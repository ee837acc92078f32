-- The default is noted in the catalogue: no row is written.
SET LOCAL lock_timeout = '5s';

-- AlterTable
ALTER TABLE "requirement" ADD COLUMN     "error_codes" TEXT[] DEFAULT ARRAY[]::TEXT[];
