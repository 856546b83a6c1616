-- Whether who blocks somebody saw them: by an id alone a block shows no name. Of those
-- that there are it was not kept, and they go on showing one.
--
-- When a person is erased: blocks of theirs and of them go.
--
-- compatible: 57

ALTER TABLE block ADD COLUMN is_known {bool} NOT NULL DEFAULT TRUE;
