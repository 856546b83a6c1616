/*
 * The table of kinds.
 */
#include "worker/kind.h"

#include "app/block.h"
#include "app/calendar_source.h"
#include "app/checkout.h"
#include "app/clerk_keys.h"
#include "app/closing.h"
#include "app/departure.h"
#include "app/domain.h"
#include "app/due.h"
#include "app/erasure.h"
#include "app/event_invitation.h"
#include "app/expiry.h"
#include "app/export.h"
#include "app/file.h"
#include "app/join.h"
#include "app/linked.h"
#include "app/match_learn.h"
#include "app/provider_ask.h"
#include "app/notice.h"
#include "app/notice_payload.h"
#include "app/people.h"
#include "app/refund.h"
#include "app/sale.h"
#include "app/search.h"
#include "app/seats.h"
#include "app/series.h"
#include "app/spark_announce.h"
#include "app/standing_job.h"
#include "app/standing_open.h"
#include "app/suspension.h"
#include "app/timezone_update.h"
#include "base/str.h"
#include "worker/calendar.h"
#include "worker/domain.h"
#include "worker/export.h"
#include "worker/file.h"
#include "worker/image.h"
#include "worker/mail.h"
#include "worker/payment.h"
#include "worker/provider.h"

#include "base/banned.h"

static enum app_job_end
tell_nobody(struct worker *w, const struct q_job_claim_row *job,
    char reason[WORKER_REASON_SIZE])
{
	(void)w, (void)job, (void)reason;
	return APP_JOB_VOID;
}

static const struct worker_kind kinds[] = {
	{ .name = APP_NOTICE_MAIL_JOB,
	    .run = worker_mail_run,
	    .knows = app_notice_is_known },
	{ .name = APP_NOTICE_PAGE_JOB,
	    .write = app_notice_run_page,
	    .knows = app_notice_is_known },
	{ .name = APP_NOTICE_NOBODY_JOB, .run = tell_nobody },
	{ .name = APP_BLOCK_JOB, .write = app_block_run },
	{ .name = APP_PEOPLE_JOB, .write = app_people_run },
	{ .name = APP_CALENDAR_SOURCE_JOB, .run = worker_calendar_run },
	{ .name = APP_CHECKOUT_JOB, .run = worker_payment_look },
	{ .name = APP_CLOSING_JOB, .write = app_closing_run },
	{ .name = APP_DEPARTURE_JOB, .write = app_departure_run },
	{ .name = APP_DOMAIN_JOB, .run = worker_domain_run },
	{ .name = APP_DUE_JOB, .write = app_due_run },
	{ .name = APP_ERASURE_JOB, .write = app_erasure_run },
	{ .name = APP_EVENT_INVITATION_JOB, .write = app_event_invitation_run },
	{ .name = APP_EXPIRY_JOB, .write = app_expiry_run },
	{ .name = APP_EXPORT_JOB, .run = worker_export_run },
	{ .name = APP_FILE_JOB, .run = worker_file_run },
	{ .name = APP_FILE_IMAGE_JOB, .run = worker_image_run },
	{ .name = APP_LINKED_JOB, .run = worker_provider_forget },
	{ .name = APP_LINKED_RENEW_JOB, .run = worker_provider_renew },
	{ .name = APP_MATCH_LEARN_JOB, .write = app_match_learn_run },
	{ .name = APP_CLERK_KEYS_JOB, .run = worker_provider_clerk },
	{ .name = APP_PROVIDER_JOB, .run = worker_provider_discover },
	{ .name = APP_JOIN_JOB, .write = app_join_run },
	{ .name = APP_REFUND_JOB, .run = worker_payment_refund },
	{ .name = APP_SALE_JOB, .write = app_sale_run },
	{ .name = APP_SEARCH_JOB, .write = app_search_run },
	{ .name = APP_SEATS_JOB, .write = app_seats_run },
	{ .name = APP_SERIES_JOB, .write = app_series_run },
	{ .name = APP_SPARK_ANNOUNCE_JOB, .write = app_spark_announce_run },
	{ .name = APP_STANDING_JOB, .write = app_standing_run },
	{ .name = APP_SUSPENSION_JOB, .write = app_suspension_run },
	{ .name = APP_TIMEZONE_JOB, .write = app_timezone_update_run },
};

const struct worker_kind *
worker_kind_at(size_t i)
{
	return i < N_OF(kinds) ? &kinds[i] : NULL;
}

const struct worker_kind *
worker_kind_find(const char *name)
{
	for (size_t i = 0; i < N_OF(kinds); i++)
		if (str_eq(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}
