/*
 * What planted.c plants: a row of somebody in every table.
 */
#ifndef T_API_ERASURE_ROWS_H
#define T_API_ERASURE_ROWS_H

#include "t/api/planted.h"

/* A row as SQL: $name stands for an id that the test keeps, &name for its text;
 * @ for now, @@ for a day later, ^ for some bytes. */
static const struct {
	const char *table, *columns, *values;
} planted[] = {
	{ "verification",
	    "id, user_id, purpose, email, created_at, expires_at, "
	    "code_expires_at, tries",
	    "$v1, $dan, 'verify_email', 'zyxo@planted.example', @, @, @, 0" },
	{ "factor",
	    "id, user_id, kind, name, secret, last_step, sign_count, "
	    "is_backed_up, failures, created_at",
	    "$f1, $dan, 'totp', 'zyxo', ^, 0, 0, FALSE, 0, @" },
	{ "api_token",
	    "id, user_id, name, token_hash, scopes, created_at, expires_at",
	    "$at, $dan, 'zyxo', ^, '[]', @, @@" },
	{ "recovery_code", "id, user_id, code", "$r1, $dan, ^" },
	{ "auth_ticket", "id, kind, user_id, tries, created_at, expires_at",
	    "$t1, 'mfa', $dan, 0, @, @" },
	{ "email_change",
	    "user_id, email, email_key, session_id, created_at, expires_at",
	    "$dan, 'zyxo@planted.example', 'zyxo', $v1, @, @" },
	{ "known_device", "user_id, device_hash, created_at, last_seen_at",
	    "$dan, ^, @, @" },
	{ "account_invite",
	    "id, email, email_key, role, max_uses, uses, invited_by, "
	    "created_at, expires_at",
	    "$ai, 'zyxo@planted.example', 'zyxo@planted.example', 'attendee', "
	    "1, 0, $eve, @, @@" },
	{ "account_invite",
	    "id, role, max_uses, uses, invited_by, created_at, expires_at",
	    "$aj, 'attendee', 1, 0, $dan, @, @@" },
	{ "export", "id, user_id, created_at, expires_at", "$ex, $dan, @, @@" },
	{ "payment",
	    "id, event_id, reservation_id, provider, kind, amount_minor, "
	    "currency, at",
	    "$pa, $sold, $had, 'hand', 'charge', 100, 'EUR', @" },
	{ "account",
	    "id, user_id, provider, subject, email, email_verified, scope, "
	    "last_used_at, created_at, updated_at",
	    "$l1, $dan, 'idp', 'zyxo', 'zyxo@planted.example', TRUE, 'openid', "
	    "@, @, @" },
	{ "provider",
	    "id, name, kind, title, issuer, client_id, scopes, trusts_email, "
	    "tenants, is_enabled, failures, created_at, updated_at, version",
	    "$p9, 'idp', 'oidc', 'x', 'https://idp.invalid', 'x', 'openid', "
	    "TRUE, '[]', TRUE, 0, @, @, 1" },
	{ "oauth_flow",
	    "id, provider_id, user_id, redirect_uri, client_state, "
	    "code_challenge, created_at, expires_at",
	    "$l2, $p9, $dan, 'x', 'zyxo', 'x', @, @" },
	{ "audit",
	    "id, at, actor_kind, actor_id, subject_id, action, object_kind, "
	    "object_id, ip_address, details",
	    "$a1, @, 'user', $dan, $dan, 'x', 'user', $dan, '" PLANTED_IP
	    "', '{\"reason\":\"zyxo\"}'" },
	{ "job",
	    "id, kind, payload, state, priority, run_at, attempt, "
	    "max_attempts, doubts, created_at, finished_at, recipient_id, "
	    "dedupe_key, last_error",
	    "$j1, 'mail', '{\"user_ids\":[\"&dan\"]}', 'dead', 1, @, 0, 1, 0, "
	    "@, @, $dan, 'mail:&dan', '550 zyxo@planted.example'" },
	{ "idempotency",
	    "principal, request_key, request_hash, status, body, created_at",
	    "^, 'k', ^, 200, '{\"email\":\"zyxo@planted.example\"}', @" },
	{ "guest_request",
	    "id, event_id, client, email, email_key, first_name, last_name, "
	    "status, party_size, created_at, expires_at, code_expires_at, "
	    "tries",
	    "$gr, $p, ^, 'zyxo@planted.example', 'zyxo@planted.example', "
	    "'zyxo', 'zyxo', 'maybe', 1, @, @, @, 0" },
	{ "report",
	    "id, reporter_id, subject_kind, subject_id, about_id, reason, "
	    "excerpt, state, handled_by, created_at",
	    "$r1, $dan, 'user', $dan, $dan, 'spam', 'zyxo', 'open', $dan, @" },
	{ "ban", "space_id, user_id, by_id, reason, created_at",
	    "$c, $dan, $dan, 'zyxo', @" },
	{ "block", "user_id, other_id, is_mine, created_at",
	    "$dan, $eve, TRUE, @" },
	{ "block", "user_id, other_id, is_mine, created_at",
	    "$eve, $dan, FALSE, @" },
	{ "invite",
	    "id, space_id, by_id, user_id, code_hash, uses, opens_cluster, "
	    "expires_at, created_at",
	    "$i1, $c, $dan, $dan, ^, 0, FALSE, @@, @" },
	{ "invite",
	    "id, space_id, by_id, code_hash, uses, opens_cluster, expires_at, "
	    "created_at, email, email_key",
	    "$i2, $c, $eve, ^, 0, FALSE, @@, @, 'zyxo@planted.example', "
	    "'zyxo@planted.example'" },
	{ "join_request",
	    "id, space_id, user_id, answers, state, state_at, by_id, reason, "
	    "created_at",
	    "$jr, $c, $dan, '[\"zyxo\"]', 'rejected', @, $dan, 'no', @" },
	{ "event_guest",
	    "event_id, user_id, role, is_invited, sees, start_time, added_by, "
	    "created_at",
	    "$p, $dan, 'guest', TRUE, TRUE, @@, $dan, @" },
	{ "event_invitation",
	    "id, event_id, user_id, email, email_key, invited_by, created_at",
	    "$ei, $p, $dan, 'zyxo@planted.example', 'zyxo@planted.example', "
	    "$dan, @" },
	{ "event_notice",
	    "id, event_id, sender_id, subject, body, audience, recipients, "
	    "created_at",
	    "$en, $p, $dan, 'x', 'x', 'all', 0, @" },
	{ "feedback",
	    "event_id, user_id, id, rating, comment, is_anonymous, "
	    "created_at, updated_at, version",
	    "$p, $dan, $fb, 5, 'zyxo', FALSE, @, @, 1" },
	{ "upload",
	    "id, user_id, event_id, metadata, filename, size, received, "
	    "created_at, updated_at",
	    "$u1, $dan, $p, 'zyxo', 'zyxo', 1, 0, @, @" },
	{ "calendar_feed", "id, user_id, kind, created_at",
	    "$cf, $dan, 'person', @" },
	{ "calendar_import", "user_id, uid_hash, event_id", "$dan, ^, $p" },
	{ "calendar_source",
	    "id, user_id, name, url, next_at, pause_s, failures, created_at, "
	    "updated_at, version",
	    "$cs, $dan, 'zyxo', 'https://zyxo.example/', @@, 60, 0, @, @, 1" },
	{ "check_in",
	    "id, event_id, user_id, staff_id, direction, party_size, at, "
	    "received_at, door, is_forced, nonce, result, moved, arrivals",
	    "$ck, $p, $dan, $dan, 'in', 1, @, @, 'x', FALSE, 'x', 'ok', 1, "
	    "1" },
	{ "busy", "source_id, user_id, start_time, end_time, is_tentative",
	    "$cs, $dan, @, @@, FALSE" },
	{ "spark",
	    "id, created_by, name, tags, precision_m, visibility, "
	    "join_policy, status, start_time, end_time, decide_at, "
	    "is_decided, total_spots, taken, others, min_spots, extended, "
	    "created_at, updated_at, version",
	    "$s1, $dan, 'x', '[]', 0, 'invite', 'open', 'completed', @, @@, "
	    "@, TRUE, 2, 1, 0, 1, 0, @, @, 1" },
	{ "spark_participant",
	    "spark_id, user_id, state, party_size, is_invited, start_time, "
	    "joined_at",
	    "$s1, $dan, 'joined', 1, FALSE, @, @" },
	{ "spark_invite",
	    "id, spark_id, created_by, max_uses, uses, expires_at, created_at",
	    "$si, $s1, $dan, 1, 0, @, @" },
	{ "routine",
	    "id, cluster_id, audience_id, created_by, name, tags, state, "
	    "start_local, end_local, timezone, rrule, starts_on, exdates, "
	    "mode, per_run, grace_s, missed_policy, created_at, updated_at, "
	    "version",
	    "$ro, $c, $c, $dan, 'x', '[]', 'completed', '10:00', '11:00', "
	    "'UTC', 'FREQ=DAILY', '2026-01-01', '[]', 'claim', 1, 0, 'skip', "
	    "@, @, 1" },
	{ "routine_pool", "routine_id, user_id, joined_at, credit_minutes",
	    "$ro, $dan, @, 0" },
	{ "routine_step",
	    "id, routine_id, name, position, is_required, after_ids",
	    "$rs, $ro, 'x', 0, TRUE, '[]'" },
	{ "routine_run",
	    "routine_id, run_on, starts_at, due_at, overdue_at, status, "
	    "minutes, is_extra, has_conflict, closed_at",
	    "$ro, '2026-01-01', @, @@, @@, 'completed', 60, FALSE, FALSE, @" },
	{ "run_assignee", "routine_id, run_on, user_id, source",
	    "$ro, '2026-01-01', $dan, 'claim'" },
	{ "run_step",
	    "routine_id, run_on, step_id, name, position, is_required, "
	    "after_ids, state, by_user",
	    "$ro, '2026-01-01', $rs, 'x', 0, TRUE, '[]', 'completed', $dan" },
	{ "swap",
	    "id, routine_id, run_on, from_user, to_user, status, expires_at, "
	    "created_at",
	    "$sw, $ro, '2026-01-01', $dan, $dan, 'expired', @, @" },
	{ "poll",
	    "id, created_by, title, timezone, length_min, status, hide_votes, "
	    "created_at, updated_at, version",
	    "$po, $dan, 'x', 'UTC', 60, 'cancelled', FALSE, @, @, 1" },
	{ "poll_option", "id, poll_id, start_time, end_time",
	    "$oo, $po, @, @@" },
	{ "poll_person", "poll_id, user_id, is_required, shares_busy",
	    "$po, $dan, TRUE, FALSE" },
	{ "poll_vote", "option_id, user_id, answer, voted_at",
	    "$oo, $dan, 'yes', @" },
	{ "interest", "user_id, tag, weight", "$dan, 'zyxo', 1" },
	{ "learned_interest", "user_id, tag, weight, learned_at",
	    "$dan, 'zyxo', 1, @" },
	{ "availability",
	    "user_id, timezone, windows, week, created_at, updated_at",
	    "$dan, 'UTC', '[]', ^, @, @" },
	{ "match_setting", "user_id, is_on, touched, created_at, updated_at",
	    "$dan, TRUE, 0, @, @" },
	{ "match_exception", "user_id, cluster_id", "$dan, $c" },
	{ "match_entry", "cluster_id, user_id, version", "$c, $dan, 1" },
	{ "match_dismissal", "user_id, other_id, created_at", "$dan, $eve, @" },
	{ "match_dismissal", "user_id, other_id, created_at", "$eve, $dan, @" },
};

/* Ids of rows that are planted. */
static const char *const names[] = { "ai", "aj", "l1", "l2", "p9", "v1", "f1",
	"t1", "a1", "j1", "gr", "r1", "i1", "i2", "jr", "ei", "en", "fb", "u1",
	"cf", "cs", "s1", "si", "ro", "rs", "sw", "po", "oo", "at", "ck", "ex",
	"pa" };

#endif
