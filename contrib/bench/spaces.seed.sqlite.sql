-- What spaces.seed.sql takes for granted; the number of events comes from the table
-- temp.bench. What the triggers would do with functions of the program is done here.

.dbconfig enable_trigger off

BEGIN;
CREATE TEMP TABLE size AS
  SELECT events / 5 AS users, events / 100 AS clusters, events / 20 AS groups, events
    FROM temp.bench;
CREATE TEMP TABLE number (i INTEGER PRIMARY KEY, person, event, space, role, later, later_end,
  earlier, earlier_end);
INSERT INTO temp.number
  WITH RECURSIVE n (i) AS (
    SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT max(events, 129600) FROM temp.size)),
  id (i, bits) AS (
    SELECT i, char(i >> 21 & 127, i >> 14 & 127, i >> 7 & 127, i & 127) || x'70008000000000000000'
      FROM n)
  SELECT i, CAST(x'0192' || bits AS BLOB), CAST(x'0193' || bits AS BLOB),
      CAST(x'0194' || bits AS BLOB), CAST(x'0195' || bits AS BLOB),
      (unixepoch() + i * 60) * 1000000, (unixepoch() + (i + 60) * 60) * 1000000,
      (unixepoch() - (i + 120) * 60) * 1000000, (unixepoch() - (i + 60) * 60) * 1000000
    FROM id;
.read spaces.seed.sql
INSERT INTO space_span (space_id, span)
  SELECT DISTINCT audience_id, span FROM event WHERE audience_id IS NOT NULL;
.read documents.sqlite.sql
COMMIT;
ANALYZE;
