DROP TRIGGER event_document_set;
DROP TRIGGER event_document_add;
DROP VIEW event_document;
ALTER TABLE event DROP COLUMN document;
