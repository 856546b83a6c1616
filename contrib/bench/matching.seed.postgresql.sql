-- psql: matching.seed.sql, with what differs.

\set ON_ERROR_STOP on
SET session_replication_role = replica;
BEGIN;
CREATE TEMP TABLE person AS
  SELECT id, CAST(substr(email_key, 6, strpos(email_key, '@') - 6) AS bigint) AS i
    FROM users WHERE email_key LIKE 'bench%';
CREATE TEMP TABLE place AS
  SELECT s.id, row_number() OVER (ORDER BY s.id) - 1 AS i,
      (SELECT r.id FROM role r WHERE r.space_id = s.id AND r.builtin = 'member') AS role
    FROM space s;
CREATE TEMP TABLE likes AS
  SELECT p.i, (p.i * 31 + j * j * 7 + j * (p.i % 13)) % 500 AS term,
      max(1 + (p.i * 17 + j * 29) % 100) AS weight
    FROM person p, generate_series(0, 19) AS j GROUP BY 1, 2;
CREATE TEMP TABLE vector AS
  SELECT i, decode(string_agg(lpad(to_hex(1 + term % 100), 2, '0')
      || lpad(to_hex(1 + term / 100), 2, '0') || '616161616161' || lpad(to_hex(weight), 2, '0'), ''), 'hex') AS bytes
    FROM likes GROUP BY i;
CREATE TEMP TABLE week AS
  SELECT p.i, decode(string_agg(lpad(to_hex((p.i * 37 + j * 11 * (1 + p.i % 5)) % 127), 2, '0'), '' ORDER BY j), 'hex') AS bytes
    FROM person p, generate_series(0, 41) AS j GROUP BY p.i;
\ir matching.seed.sql
COMMIT;
VACUUM ANALYZE;
