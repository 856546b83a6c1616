-- psql -v first=N -v last=N: sparks.seed.sql, with what differs.

\set ON_ERROR_STOP on
SET session_replication_role = replica;
BEGIN;
ALTER TABLE spark ENABLE ALWAYS TRIGGER spark_document_keep;
CREATE TEMP TABLE place AS SELECT id FROM space LIMIT 1;
CREATE TEMP TABLE person AS
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS i FROM users
   WHERE email_key LIKE 'bench%' AND CAST(substr(email_key, 6, strpos(email_key, '@') - 6) AS bigint) > 50;
CREATE TEMP TABLE number AS
  SELECT i, CAST('0196' || lpad(to_hex(i), 8, '0') || '70008000000000000000' AS uuid) AS id,
      now() + at AS start_time, now() + at + interval '2 hours' AS end_time, i >= 1000 AS is_over
    FROM (SELECT i, CASE WHEN i < 1000 THEN i + 60 ELSE 880 - i END * interval '1 minute' AS at
            FROM generate_series(CAST(:first AS bigint), :last) i) AS n;
\ir sparks.seed.sql
ALTER TABLE spark ENABLE TRIGGER spark_document_keep;
COMMIT;
VACUUM ANALYZE;
