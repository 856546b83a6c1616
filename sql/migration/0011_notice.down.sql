-- What waits is not rewritten: the program before finds it dead.
DROP INDEX job_told_index;
DROP INDEX job_recipient_id_index;
ALTER TABLE job DROP COLUMN destination;
ALTER TABLE job DROP COLUMN recipient_id;
