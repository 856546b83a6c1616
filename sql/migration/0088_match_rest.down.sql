DROP INDEX match_cluster_cleared_at_index;
ALTER TABLE match_cluster DROP COLUMN cleared_at;
DROP TABLE learned_interest;
ALTER TABLE match_setting DROP COLUMN learns;
