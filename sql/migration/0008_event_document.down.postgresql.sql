ALTER TABLE event DROP COLUMN document;
DROP FUNCTION event_document;
DROP FUNCTION json_time;
