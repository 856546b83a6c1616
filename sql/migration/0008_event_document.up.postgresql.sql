-- What an answer says of an event, as JSON: PostgreSQL sends one column faster
-- than twenty. Not in it: who may see it (online_url), and what answers change
-- (the seats taken).

-- A time as the program writes it: RFC 3339 in UTC, no zeros at the end. IMMUTABLE
-- is true here: to_char depends on settings only for names and currencies.
CREATE FUNCTION json_time(t timestamptz) RETURNS text
  LANGUAGE sql IMMUTABLE
  RETURN rtrim(rtrim(to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z';

CREATE FUNCTION event_document(id uuid, title text, description text, location text,
    venue_name text, venue_address text, venue_lat double precision,
    venue_lon double precision, image_url text, start_time timestamptz, end_time timestamptz,
    timezone text, organizer_id uuid, visibility text, status text, capacity bigint,
    waitlist boolean, rsvp_closes_at timestamptz, category_ids json, tags json,
    created_at timestamptz, updated_at timestamptz) RETURNS json
  LANGUAGE sql IMMUTABLE
  RETURN (SELECT row_to_json(d) FROM (
    SELECT id, title, description, location,
           (SELECT v FROM (SELECT venue_name AS name, venue_address AS address,
                                  venue_lat AS lat, venue_lon AS lon) AS v
             WHERE venue_name IS NOT NULL) AS venue,
           image_url, json_time(start_time) AS start_time, json_time(end_time) AS end_time,
           timezone, organizer_id, visibility, status, capacity, waitlist,
           json_time(rsvp_closes_at) AS rsvp_closes_at, category_ids, tags,
           json_time(created_at) AS created_at, json_time(updated_at) AS updated_at) AS d);

ALTER TABLE event ADD COLUMN document json NOT NULL GENERATED ALWAYS AS (
  event_document(id, title, description, location, venue_name, venue_address, venue_lat,
      venue_lon, image_url, start_time, end_time, timezone, organizer_id, visibility, status,
      capacity, waitlist, rsvp_closes_at, category_ids, tags, created_at, updated_at)) STORED;
