ALTER TABLE session DROP COLUMN factor_at;
ALTER TABLE session DROP COLUMN authenticated_at;
ALTER TABLE session DROP COLUMN method;
ALTER TABLE session DROP COLUMN kind;
DROP TABLE auth_ticket;
DROP TABLE recovery_code;
DROP TABLE factor;
