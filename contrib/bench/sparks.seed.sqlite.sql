-- sqlite3, with temp.bench (first, last): sparks.seed.sql, with what differs.

.dbconfig enable_trigger off

BEGIN;
CREATE TEMP TABLE place AS SELECT id FROM space LIMIT 1;
CREATE TEMP TABLE person AS
  SELECT id, row_number() OVER (ORDER BY id) - 1 AS i FROM users
   WHERE email_key LIKE 'bench%'
     AND CAST(substr(email_key, 6, instr(email_key, '@') - 6) AS INTEGER) > 50;
CREATE INDEX temp.person_i ON person (i);
CREATE TEMP TABLE number AS
  WITH RECURSIVE n (i) AS (
    SELECT first FROM temp.bench UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT last FROM temp.bench))
  SELECT i, CAST(x'0196' || char(i >> 21 & 127, i >> 14 & 127, i >> 7 & 127, i & 127)
                 || x'70008000000000000000' AS BLOB) AS id,
      (unixepoch() + CASE WHEN i < 1000 THEN i + 60 ELSE 880 - i END * 60) * 1000000 AS start_time,
      (unixepoch() + CASE WHEN i < 1000 THEN i + 180 ELSE 1000 - i END * 60) * 1000000 AS end_time,
      i >= 1000 AS is_over
    FROM n;
.read sparks.seed.sql
COMMIT;
ANALYZE;
