-- Since when a cluster in memory has somebody who was erased: their entry has gone with
-- them, so whoever has read less begins anew.
--
-- When a person is erased: it is raised in their clusters (sql/object/match.sql).
--
-- compatible: 64

ALTER TABLE match_cluster ADD COLUMN base {int} NOT NULL DEFAULT 0;
