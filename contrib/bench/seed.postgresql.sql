-- psql -v events=N -v users=N: users bench1… with the password of the user
-- bench0, and published events of theirs that have room for everybody.

\set ON_ERROR_STOP on
CREATE FUNCTION pg_temp.bench_id(prefix text, i bigint) RETURNS uuid IMMUTABLE LANGUAGE sql AS $$
  SELECT (prefix || lpad(to_hex(i >> 21 & 127), 2, '0') || lpad(to_hex(i >> 14 & 127), 2, '0')
    || lpad(to_hex(i >> 7 & 127), 2, '0') || lpad(to_hex(i & 127), 2, '0')
    || '70008000000000000000')::uuid
$$;
BEGIN;
INSERT INTO users (id, email, email_key, password_hash, is_verified, first_name, last_name,
    timezone, locale, tags, role, created_at, updated_at, version)
  SELECT pg_temp.bench_id('0192', i), 'bench' || i || '@example.org', 'bench' || i || '@example.org',
      password_hash, true, 'Bench', 'Number ' || i, timezone, locale, tags, 'organizer',
      created_at, updated_at, 1
    FROM users, generate_series(1, :users) i
   WHERE email_key = 'bench0@example.org';
INSERT INTO event (id, organizer_id, title, description, location, start_time, end_time, timezone,
    visibility, status, is_shown, is_listed, published_at, waitlist, span, venue_lat, venue_lon, cell, capacity, taken, waiting, category_ids, tags, created_at, updated_at, version)
  SELECT pg_temp.bench_id('0193', i), pg_temp.bench_id('0192', 1 + i % :users), 'Event number ' || i,
      repeat('some description ', 8), 'Hall ' || i % 50,
      now() + i * interval '1 min', now() + (i + 60) * interval '1 min', 'UTC',
      'public', 'published', true, true, now(), true, 3, lat, 13.405, cell, 1000000, 0, 0, '[]', '[]',
      now(), now(), 1
    FROM (SELECT i, 52.52 + i % 100 * 0.0001 AS lat FROM generate_series(1, :events) i) AS numbered,
      LATERAL (SELECT (cos(radians(lat)) * cos(radians(13.405)) * 3968 + 3967.5)::bigint * 67108864
          + (cos(radians(lat)) * sin(radians(13.405)) * 3968 + 3967.5)::bigint * 8192
          + (sin(radians(lat)) * 3968 + 3967.5)::bigint AS cell) AS placed;
INSERT INTO event_category (event_id, category_id, start_time, is_listed)
  SELECT id, '01900000-0000-7000-8000-000000000008', start_time, is_listed FROM event;
INSERT INTO event_search (event_id, words)
  SELECT id, lower(title) || ' some description ' || lower(location) FROM event;
COMMIT;
VACUUM ANALYZE;
