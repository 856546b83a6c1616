DROP INDEX recurrence_root_id_index;
