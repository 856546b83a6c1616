-- Lists of sparks that are not over walk by those that are.
--
-- When a person is erased: nothing of this is about them.
--
-- compatible: 77

CREATE INDEX spark_live_index ON spark (audience_id, start_time, id)
 WHERE due_at IS NOT NULL AND audience_id IS NOT NULL;
CREATE INDEX spark_live_cluster_index ON spark (cluster_id, start_time, id)
 WHERE due_at IS NOT NULL AND cluster_id IS NOT NULL;
