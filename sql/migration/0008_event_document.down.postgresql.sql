DROP TRIGGER event_document_set ON event;
DROP TRIGGER event_document_add ON event;
DROP FUNCTION event_document_set;
DROP FUNCTION event_document_add;
DROP FUNCTION event_document;
DROP FUNCTION json_time;
ALTER TABLE event DROP COLUMN document;
