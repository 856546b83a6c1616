ALTER TABLE users DROP COLUMN erase_asked_at;
ALTER TABLE users DROP COLUMN erase_at;
