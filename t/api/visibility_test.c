/*
 * Who sees what: one row per operation of the contract that can show other
 * people or what is theirs. Each row is first seen to show it; then bob, who
 * asks, loses the right to it in each way there is, and no answer to him may
 * name it any more. An operation that can show something and has no row fails.
 */
#include <json-c/json.h>
#include <string.h>

#include "t/api/visibility_rows.h"
#include "t/lib/answer.h"
#include "t/lib/api.h"
#include "t/lib/work.h"

#include "base/banned.h"

/* How bob loses sight of a thing. */
enum loss {
	HE_BLOCKS_THEM,
	THEY_BLOCK_HIM,
	THEY_ARE_SUSPENDED,
	THEY_ARE_ERASED, /* what they made may pass to others */
	HE_IS_BANNED,
	HE_LEAVES,
	HE_IS_REMOVED,
	HE_RETIRES,
	IT_TURNS_PRIVATE,
	IT_IS_HIDDEN,
	IT_IS_DRAFT,
	HE_IS_A_STRANGER, /* another one asks */
	LOSSES
};

#define BIT(loss) (1U << (loss))
#define PERSONAL \
	(BIT(HE_BLOCKS_THEM) | BIT(THEY_BLOCK_HIM) | BIT(THEY_ARE_SUSPENDED))
#define MEMBERSHIP                                                 \
	(BIT(HE_IS_BANNED) | BIT(HE_LEAVES) | BIT(HE_IS_REMOVED) | \
	    BIT(HE_IS_A_STRANGER))
#define UNPUBLISHED (BIT(IT_TURNS_PRIVATE) | BIT(IT_IS_DRAFT))
/* whoever was a member of a cluster sees it, and who is in it */
#define ACTIVE (MEMBERSHIP | BIT(HE_RETIRES))
#define SAID   (PERSONAL | ACTIVE | BIT(THEY_ARE_ERASED))
/*
 * Of each there is one in every world, named alike but for its number. Ann
 * makes public events; dan, whom nobody loses, has a private cluster with a
 * group, of which cat and bob are members, and a public event to which ann
 * comes. Cat makes one for the cluster, and a spark; she and bob are in one of
 * dan's, and take turns in a routine of his. Ann asks bob into a cluster of her
 * own. Bob has blocked eve, whom an event of hers had shown.
 */
static const struct thing {
	const char
	    *name; /* for id(), with the number behind it; NULL: its id may
		    * be seen, as a message's is, whose place stays */
	const char *mark; /* what people call it */
	unsigned kind, lost;
} things[] = {
	{ "annabel", "Annabel", PERSON, PERSONAL | BIT(THEY_ARE_ERASED) },
	{ "catrina", "Catrina", PERSON,
	    PERSONAL | MEMBERSHIP | BIT(THEY_ARE_ERASED) },
	{ "evelina", "Evelina", PERSON | BLOCKED, BIT(THEY_ARE_SUSPENDED) },
	{ "regatta", "Regatta", EVENT, PERSONAL | UNPUBLISHED },
	{ "timetable", "Timetable", FILE_OF_EVENT,
	    PERSONAL | UNPUBLISHED | BIT(THEY_ARE_ERASED) },
	{ "concert", "Concert", EVENT, PERSONAL },
	{ "rehearsal", "Rehearsal", EVENT, PERSONAL },
	{ NULL, "FREQ=WEEKLY;COUNT=8", RECURRENCE, PERSONAL },
	{ "crew", "Crew", INVITE,
	    PERSONAL | BIT(THEY_ARE_ERASED) | BIT(HE_IS_A_STRANGER) },
	{ "sculling", "Sculling", EVENT,
	    PERSONAL | ACTIVE | BIT(IT_IS_HIDDEN) },
	{ "bonfire", "Bonfire", SPARK, PERSONAL | ACTIVE },
	{ "campfire", "Campfire", SPARK, ACTIVE },
	{ "watering", "Watering", ROUTINE, ACTIVE },
	{ "outing", "Outing", POLL, ACTIVE },
	{ "scrubbing", "Scrubbing", POLL,
	    BIT(HE_BLOCKS_THEM) | BIT(THEY_BLOCK_HIM) | ACTIVE },
	{ "rowers", "Rowers", SPACE, MEMBERSHIP },
	{ "eights", "Eights", SPACE, ACTIVE },
	{ NULL, "Bring the oars", MESSAGE, SAID },
	{ NULL, "Sing along", MESSAGE, SAID },
	{ NULL, "Doors at nine", NOTICE, PERSONAL | BIT(HE_IS_A_STRANGER) },
};

static int world; /* the number of the one that is asked about */

static char *
named(const char *name)
{
	return text("%s%d", name, world);
}

static char *
id_of(const char *name)
{
	return id(named(name));
}

static void
add_event(const char *name, const char *title, const char *by)
{
	given_event(named(name), .by = named(by), .title = named(title));
}

/* All that bob sees, as a member of the group and by what is public. */
static void
make_world(void)
{
	const char *dan = named("dan");

	keep_id(named("from"), in_hours(0));
	keep_id(named("until"), in_hours(90 * 24));

	given_user(named("annabel"));
	given_user(named("catrina"));
	given_user(named("bob"));
	given_user(named("evelina"));
	add_event("regatta", "Regatta", "annabel");
	add_event("concert", "Concert", "annabel");
	add_event("landing", "Landing", "dan");
	add_event("quiz", "Quiz", "evelina");
	given(named("rehearsal"), named("annabel"),
	    "/events {'title': '%s', 'start_time': '2031-01-01T10:00:00Z', "
	    "'end_time': '2031-01-01T11:00:00Z', 'rrule': '%s'}",
	    named("Rehearsal"), named("FREQ=WEEKLY;COUNT=8"));
	given(named("rowers"), dan,
	    "/clusters {'name': '%s', 'visibility': 'private'}",
	    named("Rowers"));
	given(named("eights"), dan,
	    "/groups {'name': '%s', 'cluster_id': '%s', 'is_private': true, "
	    "'admits_alumni': false}",
	    named("Eights"), id_of("rowers"));
}

static void
join(const char *who)
{
	static const char *const spaces[][2] = { { "clusters", "rowers" },
		{ "groups", "eights" } };

	for (size_t i = 0; i < N_OF(spaces); i++) {
		expect(201, as(named("dan"), POST, "/%s/%s/invites {}",
				spaces[i][0], id_of(spaces[i][1])));
		expect(200, as(named(who), POST, "/invites/%s/accept",
				body("/0/code")));
	}
}

static void
let_match(const char *who)
{
	expect(
	    200, as(named(who), PUT,
		     "/users/me/interests {'interests': [{'tag': 'rowing'}]}"));
	expect(200,
	    as(named(who), PUT, "/users/me/match-settings {'is_on': true}"));
}

static void
add_spark(const char *name, const char *title, const char *by)
{
	given(named(name), named(by),
	    "/sparks {'name': '%s', 'total_spots': 9, 'cluster_id': '%s', "
	    "'tags': ['rowing']}",
	    named(title), id_of("rowers"));
}

static void
add_routine(void)
{
	keep_id(named("tomorrow"), text("%.10s", in_hours(24)));
	given(named("watering"), named("dan"),
	    "/routines {'name': '%s', 'start_time': '00:00', "
	    "'end_time': '00:00', 'timezone': 'UTC', 'rrule': 'FREQ=DAILY', "
	    "'starts_on': '2026-01-01', 'cluster_id': '%s', "
	    "'steps': [{'name': 'x'}], "
	    "'assignment': {'mode': 'fixed', 'pool': ['%s', '%s']}}",
	    named("Watering"), id_of("rowers"), id_of("catrina"), id_of("bob"));
	expect(201, as(named("catrina"), POST,
			"/routines/%s/runs/%s/swaps {'to_user_id': '%s'}",
			id_of("watering"), id_of("tomorrow"), id_of("bob")));
}

static void
add_poll(const char *name, const char *title, const char *by)
{
	given(named(name), named(by),
	    "/polls {'title': '%s', 'group_id': '%s', 'options': "
	    "[{'start_time': '2030-01-01T00:00:00Z'}]}",
	    named(title), id_of("eights"));
	expect(200, as(named("catrina"), PUT,
			"/polls/%s/votes/me {'votes': [{'option_id': '%s', "
			"'answer': 'yes'}]}",
			id_of(name), body("/options/0/id")));
}

static void
block(const char *who, const char *whom)
{
	expect(204, as(named(who), PUT, "/users/me/blocks/%s", id_of(whom)));
}

static void
add_file(void)
{
	const char *name = named("Timetable");

	with("Content-Disposition", text("attachment; filename=\"%s\"", name));
	with_body("text/plain", name, strlen(name));
	expect(201,
	    as(named("annabel"), POST, "/events/%s/files", id_of("regatta")));
	keep(named("timetable"));
}

static void
ask_into_crew(void)
{
	given(named("crew"), named("annabel"),
	    "/clusters {'name': '%s', 'visibility': 'private'}", named("Crew"));
	expect(201, as(named("annabel"), POST,
			"/clusters/%s/invites {'user_ids': ['%s']}",
			id_of("crew"), id_of("bob")));
}

static void
settle(void)
{
	join("catrina");
	join("bob");
	let_match("catrina");
	let_match("bob");
	let_match("dan");
	given(named("sculling"), named("catrina"),
	    "/events {'title': '%s', 'start_time': '%s', 'end_time': '%s', "
	    "'visibility': 'cluster', 'cluster_id': '%s'}",
	    named("Sculling"), in_hours(1), in_hours(2), id_of("rowers"));
	add_spark("bonfire", "Bonfire", "catrina");
	add_spark("campfire", "Campfire", "dan");
	for (int i = 0; i < 2; i++)
		expect(200, as(named(i ? "bob" : "catrina"), POST,
				"/sparks/%s/join", id_of("campfire")));
	add_routine();
	add_poll("outing", "Outing", "dan");
	add_poll("scrubbing", "Scrubbing", "catrina");
	add_file();
	ask_into_crew();
	block("bob", "evelina");
	given(named("oars"), named("catrina"),
	    "/groups/%s/messages {'content': '%s'}", id_of("eights"),
	    named("Bring the oars"));
	given(named("song"), named("catrina"),
	    "/sparks/%s/messages {'content': '%s'}", id_of("campfire"),
	    named("Sing along"));
	expect(200, attend(named("annabel"), named("landing")));
	expect(204, as(named("dan"), PUT, "/events/%s/hosts/%s",
			id_of("landing"), id_of("annabel")));
	expect(200, attend(named("bob"), named("landing")));
	expect(200, attend(named("bob"), named("concert")));
	expect(200, as(named("annabel"), POST,
			"/events/%s/notify {'subject': 'x', 'body': '%s'}",
			id_of("concert"), named("Doors at nine")));
}

/* Bob's membership of the cluster has ended. */
static void
retire(void)
{
#define ENDED "UPDATE member SET expires_at = joined_at, due_at = joined_at "
	work_sql(text(ENDED "WHERE user_id = '%s' AND space_id = '%s'",
		     id_of("bob"), id_of("rowers")),
	    text(ENDED "WHERE uuid_text(user_id) = '%s' "
		       "AND uuid_text(space_id) = '%s'",
		id_of("bob"), id_of("rowers")));
	work();
}

/* As if it had never been published. */
static void
unpublish(void)
{
#define DRAFT                                                                  \
	"UPDATE event SET status = 'draft', published_at = NULL, is_listed = " \
	"FALSE, audience_id = NULL WHERE "
	work_sql(text(DRAFT "id = '%s'", id_of("regatta")),
	    text(DRAFT "uuid_text(id) = '%s'", id_of("regatta")));
}

static void
erase(const char *who)
{
	expect(202, as("root", DELETE, "/admin/users/%s", id_of(who)));
}

static void
lose(enum loss loss)
{
	const char *bob = named("bob"), *dan = named("dan");

	switch (loss) {
	case HE_BLOCKS_THEM:
		block("bob", "annabel");
		block("bob", "catrina");
		break;
	case THEY_BLOCK_HIM:
		block("annabel", "bob");
		block("catrina", "bob");
		break;
	case THEY_ARE_SUSPENDED:
		given_suspended(named("annabel"));
		given_suspended(named("catrina"));
		given_suspended(named("evelina"));
		break;
	case THEY_ARE_ERASED:
		erase("annabel");
		erase("catrina");
		work();
		break;
	case HE_IS_BANNED:
		expect(204, as(dan, PUT, "/clusters/%s/bans/%s {}",
				id_of("rowers"), id_of("bob")));
		break;
	case HE_LEAVES:
		expect(
		    204, as(bob, POST, "/clusters/%s/leave", id_of("rowers")));
		break;
	case HE_IS_REMOVED:
		expect(204, as(dan, DELETE, "/clusters/%s/members/%s",
				id_of("rowers"), id_of("bob")));
		break;
	case HE_RETIRES:
		retire();
		break;
	case IT_TURNS_PRIVATE:
		expect(200, as(named("annabel"), PATCH,
				"/events/%s {'visibility': 'private'}",
				id_of("regatta")));
		break;
	case IT_IS_HIDDEN:
		expect(
		    200, as(dan, POST, "/events/%s/hide", id_of("sculling")));
		break;
	case IT_IS_DRAFT:
		unpublish();
		break;
	case HE_IS_A_STRANGER:
	case LOSSES:
		break;
	}
}

/* With the ids that its placeholders name. */
static char *
path_of(const struct row *row)
{
	char *path = text("%s", row->path), *open, *close;

	while ((open = strchr(path, '{')) && (close = strchr(open, '}'))) {
		*open = *close = '\0';
		path = text("%s%s%s", path, id_of(open + 1), close + 1);
	}
	return path;
}

/* Whether the last response names it. What was asked for by its id may be
 * repeated as the place of the problem. */
static bool
shows(const struct thing *t, const char *path)
{
	return response_contains(named(t->mark)) ||
	       (t->name && !strstr(path, id_of(t->name)) &&
		   response_contains(id_of(t->name)));
}

static unsigned
kinds_shown(const char *path)
{
	unsigned kinds = 0;

	for (size_t i = 0; i < N_OF(things); i++)
		if (shows(&things[i], path))
			kinds |= things[i].kind;
	return kinds;
}

/* The object at a key of the contract's components, by its reference. */
static struct json_object *
component(const char *ref)
{
	return document_at(talk_contract()->root, ref);
}

/* Whether an object of that schema has an id of something. */
static bool
has_id(struct json_object *schema)
{
	struct json_object *properties, *format;

	if (!json_object_object_get_ex(schema, "properties", &properties))
		return false;
	json_object_object_foreach(properties, name, property)
	{
		(void)name;
		if (json_object_object_get_ex(property, "format", &format) &&
		    str_eq(json_object_get_string(format), "uuid"))
			return true;
	}
	return false;
}

static unsigned
kinds_of_component(const char *ref)
{
	const char *name = strrchr(ref, '/') + 1;

	for (size_t i = 0; i < N_OF(schemas); i++)
		if (str_eq(schemas[i].schema, name))
			return schemas[i].kind;
	cr_expect(!has_id(component(ref)),
	    "schemas[] does not say what the id in %s shows", name);
	return 0;
}

/* What may stand in a value of the contract's schema or response. */
static unsigned
kinds_in(struct json_object *v)
{
	unsigned kinds = 0;

	if (json_object_is_type(v, json_type_array))
		for (size_t i = 0; i < json_object_array_length(v); i++)
			kinds |= kinds_in(json_object_array_get_idx(v, i));
	if (!json_object_is_type(v, json_type_object))
		return kinds;
	json_object_object_foreach(v, key, inner)
	{
		const char *ref = json_object_get_string(inner);

		if (!str_eq(key, "$ref"))
			kinds |= kinds_in(inner);
		else if (!strstr(ref, "/Problem"))
			kinds |= kinds_of_component(ref) |
				 kinds_in(component(ref));
	}
	return kinds;
}

/* What an operation can show: what its successes hold. */
static unsigned
kinds_of(const struct contract_operation *op)
{
	return kinds_in(json_object_object_get(op->spec, "responses"));
}

static void
expect_shown(const struct row *row)
{
	struct contract_operation op;
	char *path = path_of(row);
	unsigned missing;

	expect(200, as(named("bob"), GET, "%s", path));
	cr_assert(
	    contract_find(talk_contract(), GET, text("/api/v1%s", path), &op));
	expect_text(row->id, op.id);
	missing = kinds_of(&op) & ~kinds_shown(path);
	cr_expect(missing == 0, "%s does not show kinds %#x: %s", row->id,
	    missing, response()->body);
}

static bool
is_named(const struct thing *t, const char *path)
{
	const char *at = t->name ? strstr(path, id_of(t->name)) : NULL,
		   *query = strchr(path, '?');

	return at && (!query || at < query);
}

/* Nothing in the last response names it; and what is asked for by its id is not
 * there. */
static void
expect_unseen(const struct row *row, const struct thing *t, const char *path)
{
	cr_expect(!shows(t, path), "%s shows %s after loss %d: %d %s%s",
	    row->id, t->mark, world, response()->status, response()->headers,
	    response()->body);
	cr_expect(!is_named(t, path) || response()->status == 404,
	    "%s of %s after loss %d: %d", row->id, t->mark, world,
	    response()->status);
}

static void
expect_lost(const struct row *row, enum loss loss)
{
	char *path = path_of(row);

	if (loss == HE_BLOCKS_THEM && str_eq(row->id, "block_list"))
		return; /* he has named them himself */
	as(loss == HE_IS_A_STRANGER ? "stranger" : named("bob"), GET, "%s",
	    path);
	for (size_t i = 0; i < N_OF(things); i++)
		if (things[i].lost & BIT(loss))
			expect_unseen(row, &things[i], path);
}

/* How many mails to bob name it. */
static int
mails_with(const struct thing *t)
{
	const char *to = text("%s@example.org", named("bob")), *mail;
	int n = 0;

	for (int i = 0; (mail = work_mail_at(to, i)); i++)
		n += strstr(mail, named(t->mark)) ||
		     (t->name && strstr(mail, id_of(t->name)));
	return n;
}

/* What was to be mailed when he lost sight of it is not, but that he is no
 * member any more. */
static void
expect_no_mail(enum loss loss)
{
	work();
	for (size_t i = 0; i < N_OF(things); i++)
		if (things[i].kind != SPACE && (things[i].lost & BIT(loss)))
			cr_expect(mails_with(&things[i]) == 0,
			    "a mail shows %s after loss %d: %s", things[i].mark,
			    (int)loss,
			    work_mail(text("%s@example.org", named("bob"))));
}

static void
try(enum loss loss)
{
	world = (int)loss;
	make_world();
	settle();
	for (size_t i = 0; i < N_OF(rows); i++)
		if (rows[i].whose == OTHERS)
			expect_shown(&rows[i]);
	lose(loss);
	for (size_t i = 0; i < N_OF(rows); i++)
		if (rows[i].whose == OTHERS)
			expect_lost(&rows[i], loss);
	/* what ends a membership in time comes behind the mails that wait */
	if (loss != HE_IS_A_STRANGER && loss != HE_RETIRES)
		expect_no_mail(loss);
}

static void
expect_mails(unsigned kinds)
{
	unsigned mailed = 0;

	make_world();
	settle();
	work();
	for (size_t i = 0; i < N_OF(things); i++)
		mailed |= mails_with(&things[i]) ? things[i].kind : 0;
	cr_expect(
	    (kinds & ~mailed) == 0, "no mail shows kinds %#x", kinds & ~mailed);
}

Test_engines(api_visibility, nothing_is_shown_to_who_has_lost_sight_of_it)
{
	api_files();
	given_user("stranger");
	given_admin("root");
	for (enum loss loss = 0; loss < LOSSES; loss++)
		try(loss);
	world = LOSSES;
	expect_mails(EVENT | NOTICE | INVITE | ROUTINE);
}

static bool
has_row(void *ctx, const struct contract_operation *op)
{
	size_t i = 0;

	(void)ctx;
	while (i < N_OF(rows) && !str_eq(rows[i].id, op->id))
		i++;
	cr_expect(i < N_OF(rows) || kinds_of(op) == 0,
	    "rows[] does not say whose things %s shows", op->id);
	cr_expect(i == N_OF(rows) || kinds_of(op) != 0,
	    "rows[] has %s, which shows nothing", op->id);
	return true;
}

Test_once(api_visibility, whatever_can_show_something_has_its_row)
{
	contract_each(talk_contract(), has_row, NULL);
	for (size_t i = 0; i < N_OF(schemas); i++)
		cr_expect(component(text("#/components/schemas/%s",
			      schemas[i].schema)) != NULL,
		    "schemas[] has %s, which the contract has not",
		    schemas[i].schema);
}
