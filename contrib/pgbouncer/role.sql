-- What Hearth asks of a session. PgBouncer does not pass it on, so the role has
-- it: psql -f role.sql hearth, as a superuser.

-- No statement runs on for nobody, no lock is waited for in vain.
ALTER ROLE hearth SET statement_timeout = '10000';
ALTER ROLE hearth SET lock_timeout = '3000';
ALTER ROLE hearth SET idle_in_transaction_session_timeout = '15000';

-- Each statement is planned for any values, and answered by indexes.
ALTER ROLE hearth SET plan_cache_mode = 'force_generic_plan';
ALTER ROLE hearth SET enable_hashjoin = 'off';
ALTER ROLE hearth SET enable_mergejoin = 'off';
ALTER ROLE hearth SET enable_material = 'off';
ALTER ROLE hearth SET enable_memoize = 'off';
ALTER ROLE hearth SET max_parallel_workers_per_gather = '0';
ALTER ROLE hearth SET enable_seqscan = 'off';
ALTER ROLE hearth SET jit = 'off';
