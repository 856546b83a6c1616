-- By which code somebody came into a spark, so that the code is free again when they go.
--
-- When a person is erased: it goes with their row.
--
-- compatible: 66

ALTER TABLE spark_participant ADD COLUMN invite_id {id}
  CONSTRAINT spark_participant_invite_id_fk REFERENCES spark_invite (id) ON DELETE SET NULL;
CREATE INDEX spark_participant_invite_id_index ON spark_participant (invite_id)
 WHERE invite_id IS NOT NULL;
