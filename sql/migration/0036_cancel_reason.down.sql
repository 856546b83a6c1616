ALTER TABLE event DROP COLUMN cancel_reason;
