DROP INDEX event_unlisted_organizer_id_index;
CREATE INDEX event_unlisted_organizer_id_index ON event (organizer_id, start_time, id) WHERE NOT is_listed;
DROP INDEX event_organizer_id_index;
CREATE INDEX event_organizer_id_index ON event (organizer_id, start_time, id);
DROP INDEX event_running_index;
ALTER TABLE event DROP COLUMN span;
