DROP INDEX invite_email_key_index;
ALTER TABLE invite DROP COLUMN email_key;
ALTER TABLE invite DROP COLUMN email;
