-- Who wants to be told of sparks that suit them.
--
-- When a person is erased: nothing of this is left, as match_setting goes.
--
-- compatible: 83

ALTER TABLE match_setting ADD COLUMN spark_alerts {bool} NOT NULL DEFAULT FALSE;
