DROP INDEX account_refresh_token_expires_at_index;
DROP INDEX session_external_id_index;
ALTER TABLE session DROP COLUMN external_id;
