-- Most of what a response says of a spark stands ready in a column, as that of an event:
-- sql/object/spark_document.sql makes it.
--
-- When a person is erased: it follows the row.
--
-- compatible: 77

ALTER TABLE spark ADD COLUMN document {json} NOT NULL DEFAULT '{}';
