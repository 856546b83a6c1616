DROP INDEX spark_participant_invite_id_index;
ALTER TABLE spark_participant DROP COLUMN invite_id;
