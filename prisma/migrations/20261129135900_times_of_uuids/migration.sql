-- PostgreSQL tells the time that an id of version 7 begins with from 17 on. The next migration asks for it, and failed on 16. What was
-- applied is never changed, so that this one, made later, comes before it; where the function is there, nothing is done.
DO $$
BEGIN
  IF to_regprocedure('uuid_extract_timestamp(uuid)') IS NULL THEN
    CREATE FUNCTION "uuid_extract_timestamp"(uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE STRICT AS
      'SELECT to_timestamp((''x'' || lpad(left(replace($1::text, ''-'', ''''), 12), 16, ''0''))::bit(64)::bigint / 1000.0)';
  END IF;
END
$$;
