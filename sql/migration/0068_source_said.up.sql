-- What a calendar elsewhere said last, as a digest: many servers answer with all of it
-- each time, and what they answer does not say whether it has changed.
--
-- When a person is erased: theirs go with them.
--
-- compatible: 67

ALTER TABLE calendar_source ADD COLUMN said_hash {bytes};
