-- What an answer says of an event, as JSON, written when the event changes and
-- not each time that it is read. Not in it: the description, which may be long and
-- need not be kept twice; who may see it (online_url); what answers change (the
-- seats taken). The functions json_... are the program's.

ALTER TABLE event ADD COLUMN document TEXT NOT NULL DEFAULT '{}';

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

-- Every column of the document.
CREATE TRIGGER event_document_set AFTER UPDATE OF id, title, location, venue_name,
    venue_address, venue_lat, venue_lon, image_url, start_time, end_time, timezone, organizer_id,
    visibility, status, capacity, waitlist, rsvp_closes_at, category_ids, tags, created_at,
    updated_at ON event BEGIN
  UPDATE event SET document = (SELECT d.document FROM event_document d WHERE d.id = new.id)
   WHERE id = new.id;
END;

UPDATE event SET document = (SELECT d.document FROM event_document d WHERE d.id = event.id);
