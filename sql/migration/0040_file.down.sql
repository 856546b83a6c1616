ALTER TABLE event DROP COLUMN attendees_upload;
DROP TABLE file;
