DROP TABLE idempotency;
DROP TABLE login_failure;
DROP TABLE verification;
DROP TABLE session;
DROP TABLE users;
