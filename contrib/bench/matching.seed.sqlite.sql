-- matching.seed.sql, with what differs.

.dbconfig enable_trigger off

BEGIN;
CREATE TEMP TABLE person (i INTEGER PRIMARY KEY, id);
INSERT INTO temp.person
  SELECT CAST(substr(email_key, 6, instr(email_key, '@') - 6) AS INTEGER), id
    FROM users WHERE email_key LIKE 'bench%';
CREATE TEMP TABLE place AS
  SELECT s.id, row_number() OVER (ORDER BY s.id) - 1 AS i,
      (SELECT r.id FROM role r WHERE r.space_id = s.id AND r.builtin = 'member') AS role
    FROM space s;
CREATE TEMP TABLE likes AS
  WITH RECURSIVE n (j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM n WHERE j < 19)
  SELECT p.i, (p.i * 31 + j * j * 7 + j * (p.i % 13)) % 500 AS term,
      max(1 + (p.i * 17 + j * 29) % 100) AS weight
    FROM person p, n GROUP BY 1, 2;
CREATE TEMP TABLE vector AS
  SELECT i, CAST(group_concat(char(1 + term % 100, 1 + term / 100) || 'aaaaaa' || char(weight), '') AS BLOB) AS bytes
    FROM likes GROUP BY i;
CREATE TEMP TABLE week AS
  WITH RECURSIVE n (j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM n WHERE j < 41)
  SELECT i, CAST(group_concat(char((i * 37 + j * 11 * (1 + i % 5)) % 127), '') AS BLOB) AS bytes
    FROM (SELECT p.i, n.j FROM person p, n ORDER BY p.i, n.j) GROUP BY i;
.read matching.seed.sql
COMMIT;
ANALYZE;
