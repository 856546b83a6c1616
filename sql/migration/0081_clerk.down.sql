ALTER TABLE account DROP COLUMN suspended_at;
DROP TABLE erased_subject;
