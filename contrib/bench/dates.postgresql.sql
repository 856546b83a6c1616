-- What a date of a series takes, in what a single event takes: its row; with what its
-- indexes have of it; with the words, too, by which it is found, which a date has of its
-- series. Of as many of both, each in a table of its own.
CREATE EXTENSION IF NOT EXISTS pgstattuple;
CREATE TEMP TABLE dates (LIKE event INCLUDING ALL);
CREATE TEMP TABLE singles (LIKE event INCLUDING ALL);
INSERT INTO dates SELECT * FROM event WHERE series_id IS NOT NULL;
INSERT INTO singles SELECT * FROM event WHERE series_id IS NULL AND NOT is_series
  ORDER BY id LIMIT (SELECT count(*) FROM dates);
WITH n AS (SELECT count(*) AS n FROM dates),
     leaves AS (
       SELECT indrelid, sum(nullif(s.avg_leaf_density, 'NaN') / 100 * s.leaf_pages) * 8192 / min(n) AS size
         FROM n, pg_index, pgstatindex(indexrelid) AS s
        WHERE indrelid IN ('dates'::regclass, 'singles'::regclass) AND s.leaf_pages > 0
        GROUP BY indrelid),
     taken AS (
       SELECT (SELECT avg(pg_column_size(d.*)) FROM dates d) AS date,
              (SELECT avg(pg_column_size(s.*)) FROM singles s) AS single,
              (SELECT size FROM leaves WHERE indrelid = 'dates'::regclass) AS date_leaves,
              (SELECT size FROM leaves WHERE indrelid = 'singles'::regclass) AS single_leaves,
              (SELECT pg_total_relation_size('event_search') / count(*) FROM event_search) AS words)
SELECT 'a date: row ' || round(date / single, 2) || ' of a single event, with indexes '
    || round(((date + date_leaves) / (single + single_leaves))::numeric, 2) || ', with words '
    || round(((date + date_leaves) / (single + single_leaves + words))::numeric, 2)
  FROM taken;
