DROP INDEX spark_message_index;
ALTER TABLE spark DROP COLUMN message_count;
DELETE FROM message WHERE spark_id IS NOT NULL;
DROP INDEX message_spark_thread_index;
DROP INDEX message_spark_number_key;
ALTER TABLE message DROP COLUMN spark_id;
