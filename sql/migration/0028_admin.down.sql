DROP INDEX users_email_prefix_index;
DROP INDEX users_words_index;
DROP INDEX users_suspended_index;
DROP INDEX users_role_index;
ALTER TABLE category DROP COLUMN retired_at;
