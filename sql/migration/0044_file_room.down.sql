ALTER TABLE space DROP COLUMN file_bytes;
ALTER TABLE users DROP COLUMN file_bytes;
