ALTER TABLE block DROP COLUMN is_known;
