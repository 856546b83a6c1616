ALTER TABLE event DROP COLUMN sequence;
