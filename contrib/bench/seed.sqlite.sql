-- As seed.postgresql.sql; the numbers come from the table temp.bench. What the
-- triggers would do with functions of the program is done here.

.dbconfig enable_trigger off

BEGIN;
CREATE TEMP TABLE number AS
  WITH RECURSIVE n (i) AS (
    SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < (SELECT max(events, users) FROM temp.bench))
  SELECT i, char(i >> 21 & 127, i >> 14 & 127, i >> 7 & 127, i & 127) AS bits FROM n;
INSERT INTO users (id, email, email_key, password_hash, is_verified, first_name, last_name,
    timezone, locale, tags, role, created_at, updated_at, version)
  SELECT CAST(x'0192' || bits || x'70008000000000000000' AS BLOB), 'bench' || i || '@example.org',
      'bench' || i || '@example.org', password_hash, 1, 'Bench', 'Number ' || i,
      timezone, locale, tags, 'organizer', created_at, updated_at, 1
    FROM users, temp.number
   WHERE email_key = 'bench0@example.org' AND i <= (SELECT users FROM temp.bench);
INSERT INTO event (id, organizer_id, title, description, location, start_time, end_time, timezone,
    visibility, status, is_shown, is_listed, published_at, waitlist, span, venue_lat, venue_lon, cell, capacity, taken, waiting, category_ids, tags, created_at, updated_at, version)
  SELECT CAST(x'0193' || bits || x'70008000000000000000' AS BLOB),
      (SELECT id FROM users, temp.bench
        WHERE email_key = 'bench' || (1 + i % users) || '@example.org'),
      'Event number ' || i,
      'some description some description some description some description '
      || 'some description some description some description some description ',
      'Hall ' || (i % 50), (unixepoch() + i * 60) * 1000000, (unixepoch() + (i + 60) * 60) * 1000000,
      'UTC', 'public', 'published', 1, 1, unixepoch() * 1000000, 1, 3, lat, 13.405,
      CAST((cos(radians(lat)) * cos(radians(13.405)) + 1) * 3968 AS INTEGER) * 67108864
      + CAST((cos(radians(lat)) * sin(radians(13.405)) + 1) * 3968 AS INTEGER) * 8192
      + CAST((sin(radians(lat)) + 1) * 3968 AS INTEGER), 1000000, 0, 0, '[]', '[]',
      unixepoch() * 1000000, unixepoch() * 1000000, 1
    FROM (SELECT i, bits, 52.52 + i % 100 * 0.0001 AS lat FROM temp.number)
   WHERE i <= (SELECT events FROM temp.bench);
INSERT INTO event_category (event_id, category_id, start_time, is_listed)
  SELECT id, x'01900000000070008000000000000008', start_time, is_listed FROM event;
.read documents.sqlite.sql
INSERT INTO event_search_row (event_id) SELECT id FROM event;
INSERT INTO event_search (rowid, words)
  SELECT r.number, lower(e.title || ' some description ' || e.location)
    FROM event e JOIN event_search_row r ON r.event_id = e.id;
COMMIT;
ANALYZE;
