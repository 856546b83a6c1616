/*
 * Hearth's settings: one table gives every name, type, default and help text.
 *
 * A setting comes from the environment, else from the file named by
 * HEARTH_CONF (default /etc/hearth/hearth.conf; lines KEY=value, '#' comments,
 * optional quotes), else from its default. An empty value is as good as none,
 * but hides one from further down that list. A bad or missing value is one
 * clear line and exit status 78 (EX_CONFIG).
 */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/fault.h"

/*
 * X(type, member, NAME, default, min, max, flags, help)
 *   type: text (const char *), int (int64_t) or bool; min..max are the bounds
 *   of an int, or of the length of a text in bytes.
 */
enum conf_flag {
	CONF_PLAIN = 0,
	CONF_SECRET = 1,
	CONF_URL = 2 /* its password is secret */
};

#define CONF_TABLE(X)                                                          \
	X(text, environment, "ENVIRONMENT", "production", 1, 32, CONF_PLAIN,   \
	    "production, staging, development or test; named in log lines.")   \
	X(text, database_url, "DATABASE_URL", "", 0, 1024, CONF_URL,           \
	    "sqlite:///path or postgresql://user@host/name. When unset, "      \
	    "POSTGRES_SERVER and its companions are used.")                    \
	X(text, postgres_server, "POSTGRES_SERVER", "", 0, 255, CONF_PLAIN,    \
	    "Host of PostgreSQL, used when DATABASE_URL is unset.")            \
	X(int, postgres_port, "POSTGRES_PORT", "5432", 1, 65535, CONF_PLAIN,   \
	    "Port of PostgreSQL, used with POSTGRES_SERVER.")                  \
	X(text, postgres_user, "POSTGRES_USER", "", 0, 63, CONF_PLAIN,         \
	    "User of PostgreSQL, used with POSTGRES_SERVER.")                  \
	X(text, postgres_password, "POSTGRES_PASSWORD", "", 0, 255,            \
	    CONF_SECRET, "Password of PostgreSQL, used with POSTGRES_SERVER.") \
	X(text, postgres_db, "POSTGRES_DB", "", 0, 63, CONF_PLAIN,             \
	    "Database of PostgreSQL, used with POSTGRES_SERVER.")              \
	X(bool, database_prepare, "DATABASE_PREPARE", "on", 0, 0, CONF_PLAIN,  \
	    "Use named prepared statements; switch off behind PgBouncer in "   \
	    "transaction mode.")                                               \
	X(int, database_connect_ms, "DATABASE_CONNECT_MS", "200", 10, 60000,   \
	    CONF_PLAIN,                                                        \
	    "How long a responder tries to connect before it answers 503.")    \
	X(int, database_statement_ms, "DATABASE_STATEMENT_MS", "10000", 100,   \
	    600000, CONF_PLAIN, "How long one statement may take.")            \
	X(text, sqlite_synchronous, "SQLITE_SYNCHRONOUS", "full", 4, 6,        \
	    CONF_PLAIN,                                                        \
	    "full, or normal: faster, but a power loss may lose "              \
	    "the last commits.")                                               \
	X(text, backup_dir, "BACKUP_DIR", "", 0, 1024, CONF_PLAIN,             \
	    "Folder of the copies that hearthctl backup makes; when set, "     \
	    "hearthctl migrate and restore make one first.")                   \
	X(int, backup_keep, "BACKUP_KEEP", "14", 1, 10000, CONF_PLAIN,         \
	    "So many copies hearthctl backup leaves in BACKUP_DIR.")           \
	X(text, secret_key, "SECRET_KEY", "", 32, 1024, CONF_SECRET,           \
	    "Master secret of tokens and codes, at least 32 bytes.")           \
	X(text, secret_key_previous, "SECRET_KEY_PREVIOUS", "", 0, 1024,       \
	    CONF_SECRET,                                                       \
	    "The secret before the last rotation; still accepted, "            \
	    "never used to sign.")                                             \
	X(text, algorithm, "ALGORITHM", "HS256", 5, 5, CONF_PLAIN,             \
	    "Signature of access tokens; HS256 is the only one.")              \
	X(int, access_token_expire_minutes, "ACCESS_TOKEN_EXPIRE_MINUTES",     \
	    "30", 1, 1440, CONF_PLAIN, "Life of an access token.")             \
	X(int, session_idle_days, "SESSION_IDLE_DAYS", "30", 1, 3650,          \
	    CONF_PLAIN, "A session not refreshed for so long ends.")           \
	X(int, session_days, "SESSION_DAYS", "90", 1, 3650, CONF_PLAIN,        \
	    "A session ends so long after sign-in.")                           \
	X(int, login_failures, "LOGIN_FAILURES", "10", 0, 100000, CONF_PLAIN,  \
	    "Failed logins for one address from one client within 15 minutes " \
	    "before 429; 0 for no limit.")                                     \
	X(text, password_filter, "PASSWORD_FILTER", "", 0, 1024, CONF_PLAIN,   \
	    "File of passwords that have leaked, which hearthctl passwords "   \
	    "build makes; when set, nobody may choose one of these.")          \
	X(text, signup, "SIGNUP", "open", 4, 6, CONF_PLAIN,                    \
	    "Who may make an account: open: everybody, invite: who has an "    \
	    "invite, closed: nobody but by an administrator.")                 \
	X(text, signup_domains, "SIGNUP_DOMAINS", "", 0, 4096, CONF_PLAIN,     \
	    "Domains, separated by commas; when set, who has an address at "   \
	    "no one of them needs an invite also while SIGNUP is open.")       \
	X(int, fresh_minutes, "FRESH_MINUTES", "10", 1, 1440, CONF_PLAIN,      \
	    "So long after somebody has shown who they are they may do what "  \
	    "asks for it.")                                                    \
	X(text, mfa_required, "MFA_REQUIRED", "off", 3, 5, CONF_PLAIN,         \
	    "Who does nothing here before they have a second step: admin, "    \
	    "all or, off, nobody.")                                            \
	X(int, idempotency_keys, "IDEMPOTENCY_KEYS", "1000", 1, 1000000000,    \
	    CONF_PLAIN,                                                        \
	    "Requests with an Idempotency-Key of one caller within 24 hours "  \
	    "before 429: each keeps a whole response.")                        \
	X(int, mail_interval_s, "MAIL_INTERVAL_SECONDS", "60", 0, 86400,       \
	    CONF_PLAIN,                                                        \
	    "The same kind of mail is not sent to one address "                \
	    "more often.")                                                     \
	X(int, mail_requests, "MAIL_REQUESTS_PER_DAY", "200", 0, 1000000,      \
	    CONF_PLAIN,                                                        \
	    "Sign-ups and requests for a link or code from one client within " \
	    "24 hours before 429; 0 for no limit.")                            \
	X(int, unverified_accounts, "UNVERIFIED_ACCOUNTS", "10000", 1,         \
	    1000000, CONF_PLAIN,                                               \
	    "Accounts that may wait for their address to be verified; the "    \
	    "oldest make room.")                                               \
	X(int, unverified_days, "UNVERIFIED_DAYS", "30", 1, 3650, CONF_PLAIN,  \
	    "An account whose address nobody has verified for so long is "     \
	    "deleted.")                                                        \
	X(bool, guest_rsvp, "GUEST_RSVP", "on", 0, 0, CONF_PLAIN,              \
	    "Whether organizers may let people without an account answer "     \
	    "their events.")                                                   \
	X(int, guest_rsvps_per_hour, "GUEST_RSVPS_PER_HOUR", "5", 1, 1000000,  \
	    CONF_PLAIN,                                                        \
	    "Answers without an account from one client within an hour "       \
	    "before 429.")                                                     \
	X(int, event_invites_per_day, "EVENT_INVITES_PER_DAY", "200", 10,      \
	    1000000, CONF_PLAIN,                                               \
	    "People whom an event may name within 24 hours; a tenth of them "  \
	    "by somebody who has been here for less.")                         \
	X(bool, organizer_promotion, "ORGANIZER_PROMOTION", "on", 0, 0,        \
	    CONF_PLAIN,                                                        \
	    "An attendee becomes organizer with the first event "              \
	    "or group; off: 403 instead.")                                     \
	X(text, cluster_creation, "CLUSTER_CREATION", "users", 5, 6,           \
	    CONF_PLAIN, "Who may make clusters: users or admins.")             \
	X(int, event_horizon_days, "EVENT_HORIZON_DAYS", "400", 35, 800,       \
	    CONF_PLAIN, "So many days ahead the dates of series are made.")    \
	X(text, currency, "CURRENCY", "EUR", 3, 3, CONF_PLAIN,                 \
	    "ISO 4217 code of what tickets cost, where nobody says another.")  \
	X(text, payment_instructions, "PAYMENT_INSTRUCTIONS", "", 0, 1024,     \
	    CONF_PLAIN,                                                        \
	    "How people pay what costs something; when unset, nothing that "   \
	    "does is sold.")                                                   \
	X(text, payment_providers, "PAYMENT_PROVIDERS", "stripe,offline", 1,   \
	    64, CONF_PLAIN,                                                    \
	    "By whom people pay, the usual one first: stripe, with "           \
	    "STRIPE_SECRET_KEY, and offline, with PAYMENT_INSTRUCTIONS.")      \
	X(text, stripe_secret_key, "STRIPE_SECRET_KEY", "", 0, 255,            \
	    CONF_SECRET, "Key of Stripe's API.")                               \
	X(text, stripe_webhook_secret, "STRIPE_WEBHOOK_SECRET", "", 0, 511,    \
	    CONF_SECRET,                                                       \
	    "Secret of Stripe's webhook; two, separated by a comma, while it " \
	    "is being replaced.")                                              \
	X(text, stripe_api_url, "STRIPE_API_URL", "https://api.stripe.com", 8, \
	    255, CONF_PLAIN, "Where Stripe's API is.")                         \
	X(int, payment_days, "PAYMENT_DAYS", "7", 1, 14, CONF_PLAIN,           \
	    "Seats are held for so long until they are paid.")                 \
	X(int, reservations_per_hour, "RESERVATIONS_PER_HOUR", "10", 1,        \
	    1000000, CONF_PLAIN,                                               \
	    "Times that one person may hold seats within an hour.")            \
	X(int, events_per_person, "EVENTS_PER_PERSON", "500", 1, 1000000,      \
	    CONF_PLAIN,                                                        \
	    "Events ahead that one person may organize, without the dates of " \
	    "series.")                                                         \
	X(int, events_per_day, "EVENTS_PER_DAY", "50", 1, 1000000, CONF_PLAIN, \
	    "Events that one person may make within 24 hours, a series being " \
	    "one.")                                                            \
	X(int, clusters_per_day, "CLUSTERS_PER_DAY", "5", 1, 1000000,          \
	    CONF_PLAIN, "Clusters that one person may make within 24 hours.")  \
	X(int, groups_per_day, "GROUPS_PER_DAY", "20", 1, 1000000, CONF_PLAIN, \
	    "Groups that one person may make within 24 hours.")                \
	X(int, clusters_per_person, "CLUSTERS_PER_PERSON", "50", 1, 1000000,   \
	    CONF_PLAIN, "Clusters that one person may be in.")                 \
	X(int, groups_per_person, "GROUPS_PER_PERSON", "250", 1, 1000000,      \
	    CONF_PLAIN, "Groups that one person may be in.")                   \
	X(int, sparks_per_day, "SPARKS_PER_DAY", "20", 1, 1000000, CONF_PLAIN, \
	    "Sparks that one person may make within 24 hours.")                \
	X(int, sparks_per_person, "SPARKS_PER_PERSON", "5", 1, 1000000,        \
	    CONF_PLAIN, "Sparks of one person that are not over.")             \
	X(int, routines_per_person, "ROUTINES_PER_PERSON", "50", 1, 1000000,   \
	    CONF_PLAIN, "Routines of one person that are not over.")           \
	X(int, polls_per_day, "POLLS_PER_DAY", "20", 1, 1000000, CONF_PLAIN,   \
	    "Polls that one person may make within 24 hours.")                 \
	X(int, polls_per_person, "POLLS_PER_PERSON", "20", 1, 1000000,         \
	    CONF_PLAIN, "Polls of one person that are open.")                  \
	X(int, joins_per_hour, "JOINS_PER_HOUR", "20", 1, 1000000, CONF_PLAIN, \
	    "Clusters and groups that one person may join within an hour.")    \
	X(int, join_requests_per_day, "JOIN_REQUESTS_PER_DAY", "10", 1,        \
	    1000000, CONF_PLAIN,                                               \
	    "Requests to join that one person may make within 24 hours.")      \
	X(int, messages_per_minute, "MESSAGES_PER_MINUTE", "30", 1, 1000000,   \
	    CONF_PLAIN, "Messages that one person may write within a minute.") \
	X(int, messages_per_hour, "MESSAGES_PER_HOUR", "300", 1, 1000000,      \
	    CONF_PLAIN, "Messages that one person may write within an hour.")  \
	X(int, audit_days, "AUDIT_DAYS", "400", 1, 36500, CONF_PLAIN,          \
	    "How long the log of who did what is kept.")                       \
	X(int, erasure_delay_hours, "ERASURE_DELAY_HOURS", "72", 0, 8760,      \
	    CONF_PLAIN, "How long people may take back that they leave.")      \
	X(text, cors_origins, "BACKEND_CORS_ORIGINS", "", 0, 4096, CONF_PLAIN, \
	    "Origins that browsers may call from, separated by commas.")       \
	X(text, public_url, "PUBLIC_URL", "http://127.0.0.1:8080", 8, 255,     \
	    CONF_PLAIN, "Where people reach Hearth; links are built from it.") \
	X(text, verification_base_url, "VERIFICATION_BASE_URL", "", 0, 255,    \
	    CONF_PLAIN,                                                        \
	    "Base of the links in verification mails; PUBLIC_URL "             \
	    "when unset.")                                                     \
	X(text, source_url, "SOURCE_URL", "", 0, 255, CONF_PLAIN,              \
	    "Where the source of this installation is; linked from the page "  \
	    "at /.")                                                           \
	X(text, mail_url, "MAIL_URL", "", 0, 1024, CONF_URL,                   \
	    "smtp://host:port, smtps://user:password@host, file:DIR, which "   \
	    "writes one .eml per message, or sendgrid: or sendgrid://host "    \
	    "with SENDGRID_API_KEY.")                                          \
	X(text, sendgrid_api_key, "SENDGRID_API_KEY", "", 0, 255, CONF_SECRET, \
	    "Key of SendGrid, which then delivers mail unless MAIL_URL says "  \
	    "otherwise.")                                                      \
	X(text, mail_from, "MAIL_FROM", "Hearth <hearth@localhost>", 3, 320,   \
	    CONF_PLAIN, "Sender of mail: address or Name <address>.")          \
	X(text, imip_address, "IMIP_ADDRESS", "", 0, 254, CONF_PLAIN,          \
	    "Address that calendar programs send answers to, given to "        \
	    "hearthctl imip; mails about events then carry invitations.")      \
	X(text, mail_helo, "MAIL_HELO", "", 0, 253, CONF_PLAIN,                \
	    "Name of this machine in the greeting of mail servers; the host "  \
	    "of PUBLIC_URL when unset.")                                       \
	X(int, mail_per_day, "MAIL_PER_DAY", "50", 0, 1000000, CONF_PLAIN,     \
	    "Mails about events that one address gets within 24 hours; 0 for " \
	    "no limit.")                                                       \
	X(int, mail_per_destination, "MAIL_PER_DESTINATION", "2", 1, 64,       \
	    CONF_PLAIN, "Mails on their way to the same mail domain at once.") \
	X(int, worker_processes, "WORKER_PROCESSES", "6", 1, 64, CONF_PLAIN,   \
	    "Jobs that one hearth-worker does at once, each in a process.")    \
	X(text, mail_ca_file, "MAIL_CA_FILE", "", 0, 1024, CONF_PLAIN,         \
	    "PEM file of the authorities that sign the mail server's "         \
	    "certificate; the system's when unset.")                           \
	X(text, dns_server, "DNS_SERVER", "", 0, 21, CONF_PLAIN,               \
	    "Name server that the worker asks for the records of domains: an " \
	    "IPv4 address, with :port unless it is 53; those of the system "   \
	    "when unset.")                                                     \
	X(text, oauth_redirect_uris, "OAUTH_REDIRECT_URIS", "", 0, 4096,       \
	    CONF_PLAIN,                                                        \
	    "Where people may be sent back to who sign in with an account "    \
	    "elsewhere, separated by commas: exact URIs of programs; "         \
	    "http://127.0.0.1/path allows any port.")                          \
	X(text, clerk_webhook_secret, "CLERK_WEBHOOK_SECRET", "", 0, 255,      \
	    CONF_SECRET,                                                       \
	    "Secret of Clerk's webhook; two, separated by a comma, while it "  \
	    "is being replaced.")                                              \
	X(text, clerk_issuer, "CLERK_ISSUER", "", 0, 255, CONF_PLAIN,          \
	    "Clerk's address, whose session tokens are access tokens, too.")   \
	X(text, clerk_authorized_parties, "CLERK_AUTHORIZED_PARTIES", "", 0,   \
	    1024, CONF_PLAIN,                                                  \
	    "Origins of the pages that may have asked Clerk for them, "        \
	    "separated by commas.")                                            \
	X(text, outbound_allow, "OUTBOUND_ALLOW", "", 0, 1024, CONF_PLAIN,     \
	    "Hosts, with or without :port, separated by commas, that "         \
	    "Hearth may fetch from though they are not on the Internet, and "  \
	    "by http.")                                                        \
	X(int, body_max_bytes, "BODY_MAX_BYTES", "262144", 1024, 1048576,      \
	    CONF_PLAIN, "Largest JSON body accepted.")                         \
	X(text, upload_dir, "UPLOAD_DIR", "/srv/hearth/files", 2, 900,         \
	    CONF_PLAIN,                                                        \
	    "Folder of people's files, with incoming, part, store and image "  \
	    "in it on one file system.")                                       \
	X(int, upload_max_bytes, "UPLOAD_MAX_BYTES", "104857600", 1,           \
	    17179869184, CONF_PLAIN,                                           \
	    "Largest file; the web server's limit must be a little above.")    \
	X(int, upload_quota_bytes, "UPLOAD_QUOTA_BYTES", "1073741824", 0,      \
	    1000000000000000, CONF_PLAIN,                                      \
	    "So many bytes the files of one person may have; each counts "     \
	    "4096 "                                                            \
	    "more than it has.")                                               \
	X(int, upload_cluster_quota_bytes, "UPLOAD_CLUSTER_QUOTA_BYTES",       \
	    "21474836480", 0, 1000000000000000, CONF_PLAIN,                    \
	    "The same of the files of all events of a cluster.")               \
	X(int, upload_reserve_bytes, "UPLOAD_RESERVE_BYTES", "1073741824", 0,  \
	    1000000000000000, CONF_PLAIN,                                      \
	    "So many bytes of the disk no file may take.")                     \
	X(text, upload_adopt_socket, "UPLOAD_ADOPT_SOCKET",                    \
	    "/run/hearth/adopt.sock", 1, 107, CONF_PLAIN,                      \
	    "Socket of hearth-adopt, which is asked where Hearth may not "     \
	    "read what the web server has written.")                           \
	X(text, image_program, "IMAGE_PROGRAM", "", 0, 1024, CONF_PLAIN,       \
	    "Makes smaller pictures of those that people send; hearth-image "  \
	    "where it was installed when unset.")                              \
	X(int, requests_max, "REQUESTS_MAX", "0", 0, 1000000000, CONF_PLAIN,   \
	    "A responder ends after about so many requests and is replaced; "  \
	    "0 for never.")                                                    \
	X(int, rss_max_mib, "RSS_MAX_MIB", "128", 16, 4096, CONF_PLAIN,        \
	    "A responder that has grown past this ends and is replaced.")      \
	X(text, metrics_file, "METRICS_FILE", "/run/hearth/metrics/counters",  \
	    3, 1024, CONF_PLAIN,                                               \
	    "File in memory through which processes share what they count "    \
	    "for GET /metrics; off: each counts for itself.")                  \
	X(text, metrics_allow, "METRICS_ALLOW", "127.0.0.1,::1", 0, 1024,      \
	    CONF_PLAIN,                                                        \
	    "Addresses that may read GET /metrics, separated by commas.")      \
	X(text, log_level, "LOG_LEVEL", "info", 4, 7, CONF_PLAIN,              \
	    "error, warning, info or debug; requests are logged at info.")     \
	X(text, log, "LOG", "stderr", 1, 1024, CONF_PLAIN,                     \
	    "stderr, syslog, or the absolute path of a file, which may be "    \
	    "rotated.")

struct conf {
#define CONF_MEMBER_text const char *
#define CONF_MEMBER_int	 int64_t
#define CONF_MEMBER_bool bool
#define CONF_MEMBER(type, member, name, def, min, max, flags, help) \
	CONF_MEMBER_##type member;
	CONF_TABLE(CONF_MEMBER)
#undef CONF_MEMBER
	const char *unknown; /* names in the file that no setting has, with
				their lines: "X (line 7), Y (line 9)" or "" */
};

/* What conf_load demands beyond the table's bounds. */
enum conf_need {
	CONF_NEED_DATABASE = 1, /* a usable DATABASE_URL */
	CONF_NEED_SECRET = 2,	/* SECRET_KEY is set */
	CONF_NEED_MAIL = 4	/* MAIL_URL is set */
};

/*
 * Fills *conf; its texts live in arena, none is NULL. file may be NULL (then
 * HEARTH_CONF or the default path; a missing default file is fine, a missing
 * named one is not). Afterwards
 *	database_url begins with "sqlite:///" or "postgresql://" or is "";
 *	    composed from POSTGRES_* when unset, the scheme's aliases replaced;
 *	mail_url begins with "smtp://", "smtps://", "sendgrid://" or "file:" or
 *is ""; public_url and verification_base_url have no slash at the end, and the
 *	    latter is public_url when unset;
 *	cors_origins, outbound_allow and signup_domains are lists with commas
 *and no blanks, in lower case. ERR_CONFIG with one sentence in f->detail that
 *names the setting or the line of the file, never a value.
 */
MUST_CHECK enum err conf_load(struct conf *conf, const char *file,
    unsigned needs, struct arena *arena, struct fault *f);

/* Prints NAME=value lines that conf_load can read, in the order of the table;
 * secrets as "********" (URLs keep all but their password). */
void conf_dump(const struct conf *conf, FILE *out);

/* One row of the table, for documentation and its tests. */
struct conf_setting {
	const char *name;
	const char *type; /* "text", "int" or "bool" */
	const char *default_text, *help;
	int64_t min, max;
	unsigned flags;
};

/* The i-th setting, NULL past the end. */
const struct conf_setting *conf_setting_at(size_t i);

#endif
