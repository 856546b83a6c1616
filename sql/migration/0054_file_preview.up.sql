-- compatible: 53
-- How large pictures are, and whether there are smaller ones of them. Of what was there
-- before, nobody knows.
--
-- When a person is erased: both go with the file.

ALTER TABLE file ADD COLUMN width {int};
ALTER TABLE file ADD COLUMN height {int};
ALTER TABLE file ADD COLUMN has_preview {bool} NOT NULL DEFAULT FALSE;
