-- Most of what a response says of a spark stands ready in a column, as that of an event:
-- sql/object/spark_document.sql makes it.
--
-- When a person is erased: it follows the row.
--
-- No older program goes on beside it: while documents of very many sparks are made, each
-- request that reads sparks would wait for longer than it may.

ALTER TABLE spark ADD COLUMN document {json} NOT NULL DEFAULT '{}';
