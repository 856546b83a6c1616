DROP INDEX event_cluster_listed_index;
DROP INDEX event_group_listed_index;
CREATE INDEX event_cluster_listed_index ON event (cluster_id, start_time, id) WHERE is_listed;
CREATE INDEX event_group_listed_index ON event (group_id, start_time, id) WHERE is_listed;
