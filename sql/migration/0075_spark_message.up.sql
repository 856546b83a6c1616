-- What those who are in a spark write to each other.
--
-- When a person is erased: as with messages of groups, they lose their content and pass
-- to the account that stands for whoever is gone.

ALTER TABLE message ADD COLUMN spark_id {id}
  CONSTRAINT message_spark_id_fk REFERENCES spark (id) ON DELETE CASCADE
  CONSTRAINT message_owner_check CHECK ((space_id IS NULL) <> (spark_id IS NULL));
CREATE UNIQUE INDEX message_spark_number_key ON message (spark_id, number)
 WHERE spark_id IS NOT NULL;
CREATE INDEX message_spark_thread_index ON message (spark_id, thread_number, number)
 WHERE spark_id IS NOT NULL;

-- The number of the last one; 0 again when they have been purged.
ALTER TABLE spark ADD COLUMN message_count {int} NOT NULL DEFAULT 0;
CREATE INDEX spark_message_index ON spark (end_time) WHERE message_count > 0;
