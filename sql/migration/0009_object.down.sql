-- What the migrations had made, as they had made it.

-- @postgresql
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

CREATE TRIGGER event_document_set AFTER UPDATE OF id, title, location, venue_name, venue_address,
    venue_lat, venue_lon, image_url, start_time, end_time, timezone, organizer_id,
    visibility, status, capacity, waitlist, rsvp_closes_at, category_ids, tags, created_at,
    updated_at ON event
  FOR EACH ROW EXECUTE FUNCTION event_document_set();
-- @sqlite
CREATE TRIGGER event_search_row_add AFTER INSERT ON event BEGIN
  INSERT INTO event_search_row (event_id) VALUES (new.id);
END;

CREATE VIEW event_document AS
  SELECT id, '{"id":' || json_uuid(id) || ',"title":' || json_text(title) ||
      ',"location":' || json_text(location) ||
      ',"venue":' || CASE WHEN venue_name IS NULL THEN 'null' ELSE
          '{"name":' || json_text(venue_name) || ',"address":' || json_text(venue_address) ||
          ',"lat":' || json_real(venue_lat) || ',"lon":' || json_real(venue_lon) || '}' END ||
      ',"image_url":' || json_text(image_url) || ',"start_time":' || json_time(start_time) ||
      ',"end_time":' || json_time(end_time) || ',"timezone":' || json_text(timezone) ||
      ',"organizer_id":' || json_uuid(organizer_id) ||
      ',"visibility":' || json_text(visibility) || ',"status":' || json_text(status) ||
      ',"capacity":' || json_int(capacity) || ',"waitlist":' || json_bool(waitlist) ||
      ',"rsvp_closes_at":' || json_time(rsvp_closes_at) ||
      ',"category_ids":' || category_ids || ',"tags":' || tags ||
      ',"created_at":' || json_time(created_at) || ',"updated_at":' || json_time(updated_at) ||
      '}' AS document
    FROM event;

CREATE TRIGGER event_document_add AFTER INSERT ON event BEGIN
  UPDATE event SET document = (SELECT d.document FROM event_document d WHERE d.id = new.id)
   WHERE id = new.id;
END;

CREATE TRIGGER event_document_set AFTER UPDATE OF id, title, location, venue_name,
    venue_address, venue_lat, venue_lon, image_url, start_time, end_time, timezone, organizer_id,
    visibility, status, capacity, waitlist, rsvp_closes_at, category_ids, tags, created_at,
    updated_at ON event BEGIN
  UPDATE event SET document = (SELECT d.document FROM event_document d WHERE d.id = new.id)
   WHERE id = new.id;
END;
-- @end
