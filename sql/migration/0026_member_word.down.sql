DELETE FROM job WHERE kind = 'people';
DROP TABLE member_word;
ALTER TABLE users DROP COLUMN words;
ALTER TABLE users DROP COLUMN is_discoverable;
