-- When somebody is to be erased, and since when.
--
-- When a person is erased: both go with their row.
--
-- compatible: 62

ALTER TABLE users ADD COLUMN erase_at {time};
ALTER TABLE users ADD COLUMN erase_asked_at {time};
