/*
 * The checks of hearthctl doctor. Each writes lines
 *
 *	ok|warn|fail  what: detail
 *
 * and never stops at the first trouble; doctor exits 1 when a line failed. What
 * was checked is a name that stays the same from version to version; the manual
 * has all but those of packages.
 */
#ifndef CMD_CTL_DOCTOR_H
#define CMD_CTL_DOCTOR_H

#include "cmd/ctl.h"
#include "json/write.h"

enum doctor_grade { DOCTOR_OK, DOCTOR_WARN, DOCTOR_FAIL };

struct doctor {
	struct ctl *ctl;
	const char *run_dir; /* where the pools' sockets are */
	const char *ca_file; /* who signs PUBLIC_URL's certificate; "": those
				whom the system trusts */
	struct json_writer *json; /* of an array; NULL: lines */
	int counts[DOCTOR_FAIL + 1];
};

/* ctl_doctor_say.c: writes one line, or an element of the array, and counts
 * it. */
void doctor_say(struct doctor *d, enum doctor_grade grade, const char *what,
    const char *format, ...) FORMAT_LIKE(4, 5);

/* ctl_doctor_settings.c: the file, the secret key, what does not go together.
 * The settings must be loaded. */
void doctor_settings(struct doctor *d);
/* How strong a secret is: DOCTOR_FAIL for a constant or a well-known one. *why
 * is a static text. */
enum doctor_grade doctor_grade_secret(const char *secret, const char **why);

/* Whether the domain of the address that mail comes from can belong to a host:
 * DOCTOR_WARN for one that nobody can answer; *why says how they are related.
 */
enum doctor_grade doctor_grade_sender(
    const char *mail_from, const char *public_url, const char **why);

/* ctl_doctor_web.c: PUBLIC_URL is reached by HTTP, a path of either lane
 * answered as Hearth does, the certificate will last. */
void doctor_public_url(struct doctor *d);
/* How long a certificate should still be good. */
enum doctor_grade doctor_grade_certificate(int64_t left_us);

/* ctl_doctor_disk.c */
/* Room on the disks of database, copies and mail. */
void doctor_disk(struct doctor *d);
/* Whether so many bytes are enough where needed ones may have to be written. */
enum doctor_grade doctor_grade_space(uint64_t free_bytes, uint64_t needed);
/* There is a fresh copy of the database, in a folder closed to others. */
void doctor_backup(struct doctor *d);
/* How old the newest copy may be; *why is a static text. */
enum doctor_grade doctor_grade_backup(int64_t age_us, const char **why);

/* ctl_doctor_files.c: the folders of UPLOAD_DIR, and what helps with files. */
void doctor_files(struct doctor *d);

/* ctl_doctor_units.c */
/* No unit of Hearth has failed; says nothing where systemd does not run. */
void doctor_units(struct doctor *d);
/* The same, of what systemctl list-units has printed, which is taken apart. */
void doctor_read_units(struct doctor *d, char *list);

/* ctl_doctor_packages.c: Debian packages against the oldest version that is
 * known to be sound; one warning where dpkg is not at hand. */
void doctor_packages(struct doctor *d);

/* ctl_doctor_database.c: reachable, which version, which schema, and for
 * SQLite who may touch the file. The settings must be loaded. */
void doctor_database(struct doctor *d);
/* The path in sqlite:///path; NULL for another kind of URL. */
const char *doctor_sqlite_path(const char *url);

/* ctl_doctor_provider.c: those with whose accounts people sign in can be used.
 * The database must be open. */
void doctor_providers(struct doctor *d);

/* ctl_doctor_admin.c: an administrator has a way in. Needs the database. */
void doctor_administrators(struct doctor *d);
/* ctl_doctor_factor.c: who must have a second step has one. Needs the database.
 */
void doctor_factors(struct doctor *d);

/* ctl_doctor_system.c */
/* The mail server accepts a connection, or the directory can be written. */
void doctor_mail(struct doctor *d);
/* The sockets in run_dir are sockets, answer, and are closed to others. */
void doctor_sockets(struct doctor *d);
/* nginx may hold enough connections, by its main file; says nothing where there
 * is none. */
void doctor_web_server(struct doctor *d, const char *nginx_conf);
/* The clock is set, and kept right by somebody. */
void doctor_clock(struct doctor *d);
/* The system's database of time zones is there. */
void doctor_timezones(struct doctor *d);
/* Splits smtp://[user[:password]@]host[:port] into arena texts; false when it
 * is none. The port defaults to 25, or 465 for smtps. */
MUST_CHECK bool doctor_mail_server(
    struct arena *arena, const char *url, const char **host, const char **port);

#endif
