DROP INDEX spark_live_cluster_index;
DROP INDEX spark_live_index;
