-- psql -v events=N: what spaces.seed.sql takes for granted.

\set ON_ERROR_STOP on
CREATE FUNCTION pg_temp.bench_id(prefix text, i bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
  SELECT (prefix || lpad(to_hex(i >> 21 & 127), 2, '0') || lpad(to_hex(i >> 14 & 127), 2, '0')
    || lpad(to_hex(i >> 7 & 127), 2, '0') || lpad(to_hex(i & 127), 2, '0')
    || '70008000000000000000')::uuid
$$;
BEGIN;
CREATE TEMP TABLE size AS
  SELECT :events / 5 AS users, :events / 100 AS clusters, :events / 20 AS groups, :events AS events;
CREATE TEMP TABLE number AS
  SELECT i, pg_temp.bench_id('0192', i) AS person, pg_temp.bench_id('0193', i) AS event,
      pg_temp.bench_id('0194', i) AS space, pg_temp.bench_id('0195', i) AS role,
      now() + i * interval '1 min' AS later, now() + (i + 60) * interval '1 min' AS later_end,
      now() - (i + 120) * interval '1 min' AS earlier,
      now() - (i + 60) * interval '1 min' AS earlier_end
    FROM generate_series(0::bigint, (SELECT greatest(events, 129600) FROM size)) i;
ALTER TABLE number ADD PRIMARY KEY (i);
ANALYZE number;
\ir spaces.seed.sql
COMMIT;
VACUUM ANALYZE;
