-- Of a series that was split all parts are found, by the first of them.
--
-- When a person is erased: nothing of theirs is in it.
--
-- compatible: 55
CREATE INDEX recurrence_root_id_index ON recurrence (root_id);
