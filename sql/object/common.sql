-- What other objects stand on: made before them, dropped after them.

-- @postgresql
-- A time as the program writes it: RFC 3339 in UTC, no zeros at the end.
CREATE FUNCTION json_time(t timestamptz) RETURNS text
  LANGUAGE sql STABLE
  RETURN rtrim(rtrim(to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z';

-- The same of a wall time, which has no zone.
CREATE FUNCTION json_wall(t timestamp) RETURNS text
  LANGUAGE sql STABLE
  RETURN rtrim(rtrim(to_char(t, 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.');
-- @end
