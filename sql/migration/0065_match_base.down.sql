ALTER TABLE match_cluster DROP COLUMN base;
