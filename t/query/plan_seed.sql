-- 20,000 rows in every table, made from the catalogue: a table that is added has
-- them too. Rows of a table that refer to another one share some 140 of its
-- rows, words are those that a CHECK or domain lists, a third of what may be
-- NULL is. Only the planner reads them, so no other CHECK has to hold.
SET statement_timeout = 0;
DO $$
DECLARE
  t record;
BEGIN
  SET LOCAL session_replication_role = replica; -- no triggers, no foreign keys
  SET LOCAL enable_hashjoin = on; -- the catalogue is not read by indexes
  SET LOCAL enable_seqscan = on;
  FOR t IN
    WITH word AS (
           SELECT k.contypid, k.conrelid, k.conkey, array_agg(m[1]) AS list
             FROM pg_constraint k, regexp_matches(pg_get_constraintdef(k.oid), '''(\w+)''', 'g') AS m
            WHERE k.contype = 'c' AND (k.contypid <> 0 OR cardinality(k.conkey) = 1)
            GROUP BY k.oid),
         reference AS (
           SELECT k.conrelid, k.conkey[1] AS attnum,
                  CASE row_number() OVER (PARTITION BY k.conrelid ORDER BY k.conkey)
                  WHEN 1 THEN 'i % 142' ELSE 'i / 142' END AS number
             FROM pg_constraint k
            WHERE k.contype = 'f' AND NOT EXISTS (
                  SELECT 1 FROM pg_index x
                   WHERE x.indrelid = k.conrelid AND x.indisunique
                     AND x.indnkeyatts = 1 AND x.indkey[0] = k.conkey[1])),
         plain (type, value) AS (VALUES
           ('uuid'::regtype, 'md5((%s)::text)::uuid'),
           ('text', '''text '' || %s'),
           ('bigint', '%s'),
           ('boolean', '%s %% 2 = 0'),
           ('double precision', '%s %% 90'),
           ('json', 'json_build_array(%s)'),
           ('bytea', 'uuid_send(md5((%s)::text)::uuid)'),
           ('timestamp', 'timestamp ''2026-01-01'' + %s * 7919 %% 20000 * interval ''1 minute'''),
           ('timestamptz', 'timestamptz ''2026-01-01'' + %s * 7919 %% 20000 * interval ''1 minute'''))
    SELECT c.oid::regclass AS name,
           string_agg(format('%I', a.attname), ', ') AS columns,
           string_agg(format(
             CASE WHEN a.attnotnull THEN '%s' ELSE 'CASE WHEN i %% 3 > 0 THEN %s END' END,
             CASE WHEN w.list IS NULL THEN format(p.value, coalesce(r.number, 'i'))
                  ELSE format('(%L::text[])[1 + i %% %s]', w.list, cardinality(w.list)) END), ', ') AS values,
           (SELECT string_agg(format(', DROP CONSTRAINT %I', k.conname), '')
              FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c') AS no_checks
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                         AND a.attgenerated = '' AND a.attidentity = ''
      JOIN pg_type y ON y.oid = a.atttypid
      LEFT JOIN plain p ON p.type = coalesce(nullif(y.typbasetype, 0), y.oid)
      LEFT JOIN word w ON w.contypid = y.oid OR (w.conrelid = c.oid AND w.conkey[1] = a.attnum)
      LEFT JOIN reference r ON r.conrelid = c.oid AND r.attnum = a.attnum
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
     GROUP BY c.oid
  LOOP
    EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)%s', t.name, t.no_checks);
    EXECUTE format('DELETE FROM %s', t.name);
    EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM generate_series(1, 20000) AS i ON CONFLICT DO NOTHING',
                   t.name, t.columns, t.values);
  END LOOP;
END $$;
ANALYZE;
