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

-- The document of each as the triggers make it, whose functions the program has.
CREATE TEMP TABLE spelled AS
  SELECT id, lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' ||
        substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)) AS text
    FROM (SELECT id FROM temp.person UNION ALL SELECT id FROM temp.place UNION ALL SELECT id FROM temp.number);
CREATE UNIQUE INDEX temp.spelled_id_index ON spelled (id, text);
UPDATE spark SET document = json_object(
    'id', (SELECT text FROM temp.spelled s WHERE s.id = spark.id),
    'name', name, 'tags', json(tags), 'category_id', NULL, 'cancel_reason', NULL,
    'cluster_id', (SELECT text FROM temp.spelled s WHERE s.id = cluster_id), 'group_id', NULL,
    'created_by', (SELECT text FROM temp.spelled s WHERE s.id = created_by),
    'visibility', visibility, 'join_policy', join_policy,
    'start_time', strftime('%Y-%m-%dT%H:%M:%SZ', start_time / 1000000, 'unixepoch'),
    'end_time', strftime('%Y-%m-%dT%H:%M:%SZ', end_time / 1000000, 'unixepoch'),
    'decide_at', strftime('%Y-%m-%dT%H:%M:%SZ', decide_at / 1000000, 'unixepoch'),
    'total_spots', total_spots, 'min_spots', min_spots,
    'created_at', strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000000, 'unixepoch'))
 WHERE id IN (SELECT id FROM temp.number);
COMMIT;
ANALYZE;
