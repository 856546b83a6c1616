ALTER TABLE calendar_source DROP COLUMN said_hash;
