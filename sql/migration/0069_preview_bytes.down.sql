ALTER TABLE file DROP COLUMN preview_bytes;
