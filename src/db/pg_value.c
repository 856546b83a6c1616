/*
 * Values on the wire. Parameters and results are binary, but for text, which
 * is the same in both forms, and JSON parameters, whose text form needs no
 * copy. The types of results are those that the query declares: the tests
 * prepare every query and compare.
 */
#include <endian.h>
#include <string.h>

#include "base/bug.h"
#include "base/clock.h"
#include "db/pg.h"

#include "base/banned.h"

/* From pg_type.dat; fixed for ever. */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_TEXT = 25,
	OID_JSON = 114,
	OID_FLOAT8 = 701,
	OID_TIMESTAMP = 1114,
	OID_TIMESTAMPTZ = 1184,
	OID_UUID = 2950
};

static const Oid oids[] = { [DB_TEXT] = OID_TEXT,
	[DB_INT] = OID_INT8,
	[DB_BOOL] = OID_BOOL,
	[DB_TIME] = OID_TIMESTAMPTZ,
	[DB_WALL] = OID_TIMESTAMP,
	[DB_REAL] = OID_FLOAT8,
	[DB_UUID] = OID_UUID,
	[DB_JSON] = OID_JSON,
	[DB_BYTES] = OID_BYTEA };

/* PostgreSQL counts from 2000-01-01. */
#define EPOCH_US INT64_C(946684800000000)

static void
put_binary(struct pg_params *p, int i, const void *at, int len)
{
	p->values[i] = at;
	p->lengths[i] = len;
	p->formats[i] = 1;
}

static void
put_number(struct pg_params *p, int i, uint64_t v)
{
	p->numbers[i] = htobe64(v);
	put_binary(p, i, &p->numbers[i], sizeof(v));
}

static void
put_value(
    struct pg_params *p, int i, enum db_type type, const struct db_value *v)
{
	uint64_t bits;

	switch (type) {
	case DB_TEXT:
	case DB_JSON:
		p->values[i] = v->text.p;
		p->lengths[i] = 0; /* not looked at */
		p->formats[i] = 0;
		break;
	case DB_BYTES:
		put_binary(p, i, v->text.p, (int)v->text.len);
		break;
	case DB_INT:
		put_number(p, i, (uint64_t)v->i);
		break;
	case DB_TIME:
	case DB_WALL:
		put_number(p, i, (uint64_t)(v->i - EPOCH_US));
		break;
	case DB_REAL:
		memcpy(&bits, &v->d, sizeof(bits));
		put_number(p, i, bits);
		break;
	case DB_BOOL:
		memset(&p->numbers[i], v->b, 1);
		put_binary(p, i, &p->numbers[i], 1);
		break;
	case DB_UUID:
		p->ids[i] = v->u;
		put_binary(p, i, p->ids[i].b, sizeof(p->ids[i].b));
		break;
	}
}

void
db_pg_params(const struct db_call *call, struct pg_params *p)
{
	const struct db_query *q = call->query;
	struct db_value v;

	bug_if(q->n_in > DB_FIELDS_MAX);
	p->n = q->n_in;
	for (int i = 0; i < p->n; i++) {
		db_call_value(call, (unsigned)i, &v);
		p->types[i] = oids[q->in[i].type];
		if (v.is_null) {
			p->values[i] = NULL;
			p->lengths[i] = p->formats[i] = 0;
		} else {
			put_value(p, i, q->in[i].type, &v);
		}
	}
}

static uint64_t
get_number(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return be64toh(v);
}

/* smallint, integer or bigint, told apart by their lengths. */
static int64_t
get_int(const char *p, int len)
{
	uint32_t v4;
	uint16_t v2;

	if (len == 8)
		return (int64_t)get_number(p);
	if (len == 4) {
		memcpy(&v4, p, sizeof(v4));
		return (int32_t)be32toh(v4);
	}
	bug_if(len != 2);
	memcpy(&v2, p, sizeof(v2));
	return (int16_t)be16toh(v2);
}

static double
get_real(const char *p, int len)
{
	uint64_t bits;
	uint32_t bits4;
	float f;
	double d;

	if (len == 4) {
		memcpy(&bits4, p, sizeof(bits4));
		bits4 = be32toh(bits4);
		memcpy(&f, &bits4, sizeof(f));
		return (double)f;
	}
	bug_if(len != 8);
	bits = get_number(p);
	memcpy(&d, &bits, sizeof(d));
	return d;
}

/* -infinity and infinity become the ends of what Hearth can say. */
static int64_t
get_time(const char *p, int len)
{
	int64_t v;

	bug_if(len != 8);
	v = (int64_t)get_number(p);
	if (v < CLOCK_MIN_US - EPOCH_US)
		return CLOCK_MIN_US;
	if (v > CLOCK_MAX_US - EPOCH_US)
		return CLOCK_MAX_US;
	return v + EPOCH_US;
}

static void
get_text(const char *p, int len, bool is_json, struct db_value *out)
{
	if (is_json && len > 0 && p[0] == 1) { /* jsonb's version */
		p++;
		len--;
	}
	out->text.p = p;
	out->text.len = (size_t)len;
}

void
db_pg_value(const struct db_rows *rows, unsigned i, struct db_value *out)
{
	const PGresult *result = rows->handle;
	enum db_type type = rows->query->out[i].type;
	const char *p = PQgetvalue(result, rows->row, (int)i);
	int len = PQgetlength(result, rows->row, (int)i);

	/* only an empty value can be NULL: one call less for the others */
	out->is_null = len == 0 && PQgetisnull(result, rows->row, (int)i);
	if (out->is_null)
		return;
	switch (type) {
	case DB_TEXT:
	case DB_JSON:
	case DB_BYTES:
		get_text(p, len, type == DB_JSON, out);
		break;
	case DB_INT:
		out->i = get_int(p, len);
		break;
	case DB_TIME:
	case DB_WALL:
		out->i = get_time(p, len);
		break;
	case DB_BOOL:
		out->b = *p != 0;
		break;
	case DB_REAL:
		out->d = get_real(p, len);
		break;
	case DB_UUID:
		bug_if(len != sizeof(out->u.b));
		memcpy(out->u.b, p, sizeof(out->u.b));
		break;
	}
}
