ALTER TABLE match_setting DROP COLUMN spark_alerts;
