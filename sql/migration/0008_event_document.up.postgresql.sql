-- What an answer says of an event, as JSON, written when the event changes and
-- not each time that it is read: PostgreSQL sends one column faster than twenty.
-- Not in it: the description, which may be long and need not be kept twice; who
-- may see it (online_url); what answers change (the seats taken). Not a generated
-- column, because every UPDATE reads the text of its
-- expression anew, that of a seat too.

ALTER TABLE event ADD COLUMN document json NOT NULL DEFAULT '{}';

-- A time as the program writes it: RFC 3339 in UTC, no zeros at the end.
CREATE FUNCTION json_time(t timestamptz) RETURNS text
  LANGUAGE sql STABLE
  RETURN rtrim(rtrim(to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '0'), '.') || 'Z';

CREATE FUNCTION event_document(e event) RETURNS json
  LANGUAGE sql STABLE
  RETURN (SELECT row_to_json(d) FROM (
    SELECT e.id, e.title, e.location,
           (SELECT v FROM (SELECT e.venue_name AS name, e.venue_address AS address,
                                  e.venue_lat AS lat, e.venue_lon AS lon) AS v
             WHERE e.venue_name IS NOT NULL) AS venue,
           e.image_url, json_time(e.start_time) AS start_time, json_time(e.end_time) AS end_time,
           e.timezone, e.organizer_id, e.visibility, e.status, e.capacity, e.waitlist,
           json_time(e.rsvp_closes_at) AS rsvp_closes_at, e.category_ids, e.tags,
           json_time(e.created_at) AS created_at, json_time(e.updated_at) AS updated_at) AS d);

-- Restoring a dump of the data alone empties search_path.
CREATE FUNCTION event_document_add() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    new.document = event_document(new);
    RETURN new;
  END
$$;

CREATE TRIGGER event_document_add BEFORE INSERT ON event
  FOR EACH ROW EXECUTE FUNCTION event_document_add();

CREATE FUNCTION event_document_set() RETURNS trigger LANGUAGE plpgsql
    SET search_path FROM CURRENT AS $$
  BEGIN
    UPDATE event SET document = event_document(new) WHERE id = new.id;
    RETURN NULL;
  END
$$;

-- Every column of the document. AFTER, because a trigger before an UPDATE locks
-- the row for every UPDATE, that of a seat too.
CREATE TRIGGER event_document_set AFTER UPDATE OF id, title, location, venue_name, venue_address,
    venue_lat, venue_lon, image_url, start_time, end_time, timezone, organizer_id,
    visibility, status, capacity, waitlist, rsvp_closes_at, category_ids, tags, created_at,
    updated_at ON event
  FOR EACH ROW EXECUTE FUNCTION event_document_set();

UPDATE event SET document = event_document(event);
