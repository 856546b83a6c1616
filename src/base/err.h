/*
 * The closed set of ways in which anything in Hearth can fail: one table gives
 * the C name, the HTTP status, the problem code that clients see and its
 * title (RFC 9457). Zero is success.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdbool.h>

#define ERR_TABLE(X)                                                           \
	X(BAD_JSON, 400, "bad_json", "The body is not the JSON expected")      \
	X(BAD_REQUEST, 400, "bad_request", "The request is malformed")         \
	X(CURSOR_INVALID, 400, "cursor_invalid", "The cursor is not valid")    \
	X(TOKEN_INVALID, 400, "token_invalid", "Invalid token")                \
	X(TOKEN_EXPIRED, 400, "token_expired", "Token expired")                \
	X(FLOW_INVALID, 400, "flow_invalid",                                   \
	    "This sign-in was not begun here, or is over")                     \
	X(REDIRECT_NOT_ALLOWED, 400, "redirect_not_allowed",                   \
	    "Nobody is sent there")                                            \
	X(NOT_AUTHENTICATED, 401, "not_authenticated", "Sign in first")        \
	X(INVALID_CREDENTIALS, 401, "invalid_credentials",                     \
	    "Wrong address or password")                                       \
	X(REFRESH_INVALID, 401, "refresh_invalid",                             \
	    "The refresh token is not valid")                                  \
	X(REFRESH_REUSED, 401, "refresh_reused",                               \
	    "The refresh token was used before")                               \
	X(SIGNATURE_INVALID, 401, "signature_invalid",                         \
	    "The signature is not valid")                                      \
	X(MFA_CODE_INVALID, 401, "mfa_code_invalid", "The code is wrong")      \
	X(SESSION_EXPIRED, 401, "session_expired", "The session has ended")    \
	X(FORBIDDEN, 403, "forbidden", "Not allowed")                          \
	X(REAUTHENTICATION_REQUIRED, 403, "reauthentication_required",         \
	    "Show again who you are")                                          \
	X(FACTOR_REQUIRED, 403, "factor_required", "A second step is wanted")  \
	X(ORIGIN_REFUSED, 403, "origin_refused",                               \
	    "Pages of this origin may not act")                                \
	X(EMAIL_NOT_VERIFIED, 403, "email_not_verified",                       \
	    "The e-mail address is not verified")                              \
	X(ACCOUNT_SUSPENDED, 403, "account_suspended",                         \
	    "The account is suspended")                                        \
	X(DID_NOT_ATTEND, 403, "did_not_attend", "Only who was there may say") \
	X(GUESTS_NOT_ALLOWED, 403, "guests_not_allowed",                       \
	    "Only people with an account may answer")                          \
	X(BANNED, 403, "banned", "Banned from this space")                     \
	X(INVITE_ONLY, 403, "invite_only", "One has to be invited")            \
	X(SIGNUP_CLOSED, 403, "signup_closed", "Nobody can sign up here")      \
	X(MATCHING_OFF, 403, "matching_off", "Matching is off")                \
	X(NOT_FOUND, 404, "not_found", "Not found")                            \
	X(METHOD_NOT_ALLOWED, 405, "method_not_allowed", "Method not allowed") \
	X(INVALID_TRANSITION, 409, "invalid_transition",                       \
	    "Not possible in this state")                                      \
	X(EVENT_FULL, 409, "event_full", "Event is full")                      \
	X(SPARK_FULL, 409, "spark_full", "The spark is full")                  \
	X(SPARK_OVER, 409, "spark_over", "The spark is over")                  \
	X(ALREADY_JOINED, 409, "already_joined", "In it already")              \
	X(NOT_ENOUGH_PEOPLE, 409, "not_enough_people", "Too few people")       \
	X(STEP_BLOCKED, 409, "step_blocked", "Another step comes first")       \
	X(RUN_TAKEN, 409, "run_taken", "Others do it already")                 \
	X(SWAP_GONE, 409, "swap_gone", "The swap is over")                     \
	X(POLL_CLOSED, 409, "poll_closed", "The poll is closed")               \
	X(NOBODY_CAN, 409, "nobody_can", "Nobody else can")                    \
	X(RSVP_NOT_OPEN, 409, "rsvp_not_open", "Answers are not open yet")     \
	X(RSVP_CLOSED, 409, "rsvp_closed", "Answers are closed")               \
	X(TICKET_REQUIRED, 409, "ticket_required", "It takes a ticket")        \
	X(SOLD_OUT, 409, "sold_out", "Not so many are left")                   \
	X(SALES_CLOSED, 409, "sales_closed", "It is not sold now")             \
	X(LIMIT_PER_PERSON, 409, "limit_per_person",                           \
	    "Nobody has more of it than that")                                 \
	X(NOT_REFUNDABLE, 409, "not_refundable", "It is not given back")       \
	X(ALREADY_CHECKED_IN, 409, "already_checked_in",                       \
	    "Somebody has come with it")                                       \
	X(CAPACITY_BELOW_TAKEN, 409, "capacity_below_taken",                   \
	    "More spots are taken than that")                                  \
	X(ALREADY_MEMBER, 409, "already_member", "A member already")           \
	X(NOT_MEMBER, 409, "not_member", "Not a member")                       \
	X(LAST_ADMIN, 409, "last_admin", "Somebody else must be admin first")  \
	X(OWNER_MUST_TRANSFER, 409, "owner_must_transfer",                     \
	    "Somebody else must be owner first")                               \
	X(EMAIL_TAKEN, 409, "email_taken", "Somebody has the address")         \
	X(ACCOUNT_IN_USE, 409, "account_in_use",                               \
	    "The account belongs to somebody else here")                       \
	X(ACCOUNT_LINK_REQUIRED, 409, "account_link_required",                 \
	    "Show first who you are here")                                     \
	X(FEEDBACK_EXISTS, 409, "feedback_exists", "Said already")             \
	X(UPLOAD_OFFSET, 409, "upload_offset",                                 \
	    "The piece does not begin where the last one ended")               \
	X(QUOTA_EXCEEDED, 409, "quota_exceeded", "There is no more room")      \
	X(IDEMPOTENCY_IN_FLIGHT, 409, "idempotency_in_flight",                 \
	    "The first request with this key is still running")                \
	X(INVITE_EXPIRED, 410, "invite_expired",                               \
	    "The invite is used up, over or revoked")                          \
	X(RESERVATION_EXPIRED, 410, "reservation_expired",                     \
	    "Nothing is held any more")                                        \
	X(FEEDBACK_CLOSED, 410, "feedback_closed", "It is too late to say")    \
	X(PRECONDITION_FAILED, 412, "precondition_failed",                     \
	    "Changed by someone else meanwhile")                               \
	X(TUS_VERSION, 412, "tus_version", "Send Tus-Resumable: 1.0.0")        \
	X(BODY_TOO_LARGE, 413, "body_too_large", "The body is too large")      \
	X(MEDIA_TYPE, 415, "unsupported_media_type",                           \
	    "The body must be application/json")                               \
	X(VALIDATION_FAILED, 422, "validation_failed",                         \
	    "Some values are not valid")                                       \
	X(WEAK_PASSWORD, 422, "weak_password", "The password is too weak")     \
	X(END_BEFORE_START, 422, "end_before_start",                           \
	    "The end is not after the start")                                  \
	X(TIMEZONE_UNKNOWN, 422, "timezone_unknown", "Unknown time zone")      \
	X(RRULE_INVALID, 422, "rrule_invalid",                                 \
	    "The recurrence rule cannot be used")                              \
	X(UNKNOWN_PERMISSION, 422, "unknown_permission",                       \
	    "There is no such permission")                                     \
	X(LAST_ACCOUNT, 422, "last_account", "There is no other way in")       \
	X(IDEMPOTENCY_KEY_REUSED, 422, "idempotency_key_reused",               \
	    "The key belongs to another request")                              \
	X(LOCKED, 423, "locked", "Another piece of it is being written")       \
	X(RATE_LIMITED, 429, "rate_limited", "Too many requests")              \
	X(INTERNAL, 500, "internal", "Something went wrong on our side")       \
	X(BUSY, 503, "busy", "Busy, try again")                                \
	X(PROVIDER_FAILED, 502, "provider_failed",                             \
	    "The provider did not do it")                                      \
	X(PROVIDER_UNAVAILABLE, 503, "provider_unavailable",                   \
	    "The other service cannot be used now")                            \
	X(DATABASE_UNAVAILABLE, 503, "database_unavailable",                   \
	    "The database cannot be reached")                                  \
	X(SCHEMA_OUTDATED, 503, "schema_outdated",                             \
	    "The database schema is not the one expected")                     \
	X(STORAGE, 503, "storage_unavailable", "Files cannot be stored now")   \
	X(STORAGE_FULL, 507, "storage_full", "The disk is full")               \
	/* never seen by a client: */                                          \
	X(CONFLICT, 500, "conflict", "A unique value exists already")          \
	X(RETRY, 503, "retry", "The transaction must run again")               \
	X(REPLAY, 500, "replay", "The response is stored already")             \
	X(NET, 502, "net", "A remote system failed")                           \
	X(CONFIG, 500, "config", "A setting is wrong")

enum err {
	ERR_OK = 0,
#define ERR_ENUM(name, status, code, title) ERR_##name,
	ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
	    ERR_COUNT
};

/* The HTTP status of err; 200 for ERR_OK. */
int err_status(enum err err);
/* The problem code of err, a static string; "ok" for ERR_OK. */
const char *err_code(enum err err);
/* The title of err, a static string. */
const char *err_title(enum err err);
/* Whether err stays inside of the program: no response ever has its code. */
bool err_is_internal(enum err err);

#endif
