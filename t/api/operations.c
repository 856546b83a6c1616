/*
 * The table, and how its rows become requests.
 */
#include "t/api/operations.h"

#include <string.h>

#include "base/str.h"
#include "t/api/things.h"
#include "t/lib/api.h"
#include "t/lib/picture.h"

#include "base/banned.h"

/* In a body: the id of what has that name. */
#define BOB "@bob"

static const char *const users[] = { NULL, "eve", "ann", "root" };

/* Instead of JSON. */
#define A_PICTURE "picture"

#define RANGE "from=2030-06-01T00:00:00Z&to=2030-06-02T00:00:00Z"

#define INPUT                                                       \
	"{\"title\":\"x\",\"start_time\":\"2031-01-01T10:00:00Z\"," \
	"\"end_time\":\"2031-01-01T11:00:00Z\"}"

#define ROLE "{\"name\":\"x\",\"rank\":1}"
#define GUEST                                                 \
	"{\"email\":\"x@else.example\",\"first_name\":\"x\"," \
	"\"last_name\":\"y\",\"status\":\"maybe\"}"
#define NOTICE "{\"subject\":\"x\",\"body\":\"y\"}"
#define SPARK  "{\"name\":\"x\",\"total_spots\":2}"
#define TO_BOB "{\"user_id\":\"" BOB "\"}"
#define REPORT                                                   \
	"{\"subject_kind\":\"user\",\"subject_id\":\"" BOB "\"," \
	"\"reason\":\"spam\"}"

const struct operation_row operation_rows[] = {
	{ .id = "auth_signup" },
	{ .id = "auth_verify_email_link" },
	{ .id = "auth_verify_email" },
	{ .id = "auth_resend_verification" },
	{ .id = "auth_forgot_password" },
	{ .id = "auth_reset_password" },
	{ .id = "auth_login" },
	{ .id = "auth_refresh" },
	{ .id = "system_welcome" },
	{ .id = "system_health" },
	{ .id = "system_ready" },
	{ .id = "system_openapi" },
	{ .id = "system_metrics" },
	{ .id = "system_problems" },
	{ "clust_group_create", POST, "/groups/create_group",
	    "{\"name\":\"x\"}", { 401, 200, 200, 200 } },
	{ "clust_group_list", GET, "/groups/group_list", "",
	    { 401, 200, 200, 200 } },
	{ "clust_group_list_mine", GET, "/groups/my_groups", "",
	    { 401, 200, 200, 200 } },
	{ "clust_message_list", GET, "/message/{written_group}/messages", "",
	    { 401, 403, 200, 200 } },
	{ "clust_message_create", POST, "/message/{group}/messages",
	    "{\"content\":\"x\"}", { 401, 403, 200, 200 } },
	{ "clust_user_me", GET, "/user/me", "", { 401, 200, 200, 200 } },
	{ "clust_user_me_patch", PATCH, "/user/me", "{}",
	    { 401, 200, 200, 200 } },
	{ "clust_user_get", GET, "/user/{user}", "", { 401, 200, 200, 200 } },
	{ "clust_category_assign", POST, "/categories/assign",
	    "{\"category_ids\":[]}", { 401, 204, 204, 204 } },
	{ "clust_rsvp_put", POST, "/rsvp/",
	    "{\"event_id\":\"@of bob\",\"status\":\"maybe\"}",
	    { 401, 200, 200, 200 } },
	{ "clust_rsvp_list_mine", GET, "/rsvp/my", "", { 401, 200, 200, 200 } },
	{ "clust_rsvp_list", GET, "/rsvp/event/{event}", "",
	    { 401, 200, 200, 200 } },
	{ "clust_event_notice_create", POST, "/rsvp/event/{event}/notify",
	    NOTICE, { 401, 403, 200, 200 } },
	{ "category_list", GET, "/categories", "", { 200, 200, 200, 200 } },
	{ "permission_list", GET, "/permissions", "", { 401, 200, 200, 200 } },
	{ "cluster_list", GET, "/clusters", "", { 200, 200, 200, 200 } },
	{ "cluster_list_mine", GET, "/users/me/clusters", "",
	    { 401, 200, 200, 200 } },
	{ "cluster_create", POST, "/clusters", "{\"name\":\"x\"}",
	    { 401, 201, 201, 201 } },
	{ "cluster_get", GET, "/clusters/{cluster}", "",
	    { 200, 200, 200, 200 } },
	{ "cluster_patch", PATCH, "/clusters/{cluster}", "{\"name\":\"y\"}",
	    { 401, 403, 200, 200 } },
	{ "cluster_delete", DELETE, "/clusters/{cluster}", "",
	    { 401, 403, 202, 202 } },
	{ "cluster_reopen", POST, "/clusters/{cluster}/reopen", "",
	    { 401, 403, 409, 409 } },
	{ "cluster_reopen", POST, "/clusters/{closing_cluster}/reopen", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_join", POST, "/clusters/{cluster}/join", "",
	    { 401, 200, 409, 200 } },
	{ "cluster_leave", POST, "/clusters/{cluster}/leave", "",
	    { 401, 409, 409, 409 } },
	{ "cluster_member_list", GET, "/clusters/{cluster}/members", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_member_get", GET, "/clusters/{cluster}/members/{in_cluster}",
	    "", { 401, 403, 200, 200 } },
	{ "cluster_member_remove", DELETE,
	    "/clusters/{cluster}/members/{in_cluster}", "",
	    { 401, 403, 204, 204 } },
	{ "cluster_transfer", POST, "/clusters/{joined_cluster}/transfer",
	    TO_BOB, { 401, 403, 200, 200 } },
	{ "cluster_audit_list", GET, "/clusters/{cluster}/audit-log", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_invite_list", GET, "/clusters/{cluster}/invites", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_invite_create", POST, "/clusters/{cluster}/invites", "{}",
	    { 401, 403, 201, 201 } },
	{ "cluster_invite_revoke", DELETE,
	    "/clusters/{cluster}/invites/{cluster_invite}", "",
	    { 401, 403, 204, 204 } },
	{ "cluster_request_list", GET, "/clusters/{cluster}/join-requests", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_request_approve", POST,
	    "/clusters/{asked_cluster}/join-requests/{request}/approve", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_request_reject", POST,
	    "/clusters/{asked_cluster}/join-requests/{request}/reject", "{}",
	    { 401, 403, 200, 200 } },
	{ "group_request_list", GET, "/groups/{group}/join-requests", "",
	    { 401, 403, 200, 200 } },
	{ "group_request_approve", POST,
	    "/groups/{asked_group}/join-requests/{request}/approve", "",
	    { 401, 403, 200, 200 } },
	{ "group_request_reject", POST,
	    "/groups/{asked_group}/join-requests/{request}/reject", "{}",
	    { 401, 403, 200, 200 } },
	{ "cluster_ban_list", GET, "/clusters/{cluster}/bans", "",
	    { 401, 403, 200, 200 } },
	{ "cluster_ban_put", PUT, "/clusters/{cluster}/bans/{in_cluster}", "{}",
	    { 401, 403, 204, 204 } },
	{ "cluster_ban_remove", DELETE, "/clusters/{cluster}/bans/{in_cluster}",
	    "", { 401, 403, 204, 204 } },
	{ "role_list", GET, "/clusters/{cluster}/roles", "",
	    { 401, 403, 200, 200 } },
	{ "role_create", POST, "/clusters/{cluster}/roles", ROLE,
	    { 401, 403, 201, 201 } },
	{ "role_get", GET, "/clusters/{cluster}/roles/{role}", "",
	    { 401, 403, 200, 200 } },
	{ "role_patch", PATCH, "/clusters/{cluster}/roles/{role}",
	    "{\"rank\":2}", { 401, 403, 200, 200 } },
	{ "role_delete", DELETE, "/clusters/{cluster}/roles/{role}", "",
	    { 401, 403, 204, 204 } },
	{ "role_grant", PUT,
	    "/clusters/{cluster}/members/{in_cluster}/roles/{role}", "",
	    { 401, 403, 204, 204 } },
	{ "role_revoke", DELETE,
	    "/clusters/{cluster}/members/{in_cluster}/roles/{role}", "",
	    { 401, 403, 204, 204 } },
	{ "proof_create", POST, "/clusters/{cluster}/proofs",
	    "{\"email\":\"a@campus.example\"}", { 401, 202, 202, 202 } },
	{ "proof_confirm", POST, "/clusters/{cluster}/proofs/confirm",
	    "{\"code\":\"123456\"}", { 401, 400, 400, 400 } },
	{ "domain_list", GET, "/clusters/{cluster}/domains", "",
	    { 401, 403, 200, 200 } },
	{ "domain_create", POST, "/clusters/{cluster}/domains",
	    "{\"name\":\"campus.example\"}", { 401, 403, 201, 201 } },
	{ "domain_patch", PATCH, "/clusters/{cluster}/domains/{domain}", "{}",
	    { 401, 403, 200, 200 } },
	{ "domain_remove", DELETE, "/clusters/{cluster}/domains/{domain}", "",
	    { 401, 403, 204, 204 } },
	{ "domain_verify", POST, "/clusters/{cluster}/domains/{domain}/verify",
	    "", { 401, 403, 202, 202 } },
	{ "group_list", GET, "/groups", "", { 200, 200, 200, 200 } },
	{ "group_list", GET, "/groups?cluster_id={cluster}", "",
	    { 200, 200, 200, 200 } },
	{ "group_list_mine", GET, "/users/me/groups", "",
	    { 401, 200, 200, 200 } },
	{ "group_create", POST, "/groups", "{\"name\":\"x\"}",
	    { 401, 201, 201, 201 } },
	{ "group_get", GET, "/groups/{group}", "", { 200, 200, 200, 200 } },
	{ "group_patch", PATCH, "/groups/{group}", "{\"name\":\"y\"}",
	    { 401, 403, 200, 200 } },
	{ "group_delete", DELETE, "/groups/{group}", "",
	    { 401, 403, 202, 202 } },
	{ "group_reopen", POST, "/groups/{group}/reopen", "",
	    { 401, 403, 409, 409 } },
	{ "group_reopen", POST, "/groups/{closing_group}/reopen", "",
	    { 401, 403, 200, 200 } },
	{ "group_join", POST, "/groups/{group}/join", "",
	    { 401, 200, 409, 200 } },
	{ "group_leave", POST, "/groups/{group}/leave", "",
	    { 401, 409, 409, 409 } },
	{ "group_member_list", GET, "/groups/{group}/members", "",
	    { 401, 403, 200, 200 } },
	{ "group_member_get", GET, "/groups/{group}/members/{in_group}", "",
	    { 401, 403, 200, 200 } },
	{ "group_member_remove", DELETE, "/groups/{group}/members/{in_group}",
	    "", { 401, 403, 204, 204 } },
	{ "group_member_set", PATCH, "/groups/{group}/members/{in_group}",
	    "{\"role\":\"moderator\"}", { 401, 403, 200, 200 } },
	{ "group_transfer", POST, "/groups/{joined_group}/transfer", TO_BOB,
	    { 401, 403, 200, 200 } },
	{ "group_audit_list", GET, "/groups/{group}/audit-log", "",
	    { 401, 403, 200, 200 } },
	{ "group_invite_list", GET, "/groups/{group}/invites", "",
	    { 401, 403, 200, 200 } },
	{ "group_invite_create", POST, "/groups/{group}/invites", "{}",
	    { 401, 403, 201, 201 } },
	{ "group_invite_revoke", DELETE,
	    "/groups/{group}/invites/{group_invite}", "",
	    { 401, 403, 204, 204 } },
	{ "group_ban_list", GET, "/groups/{group}/bans", "",
	    { 401, 403, 200, 200 } },
	{ "group_ban_put", PUT, "/groups/{group}/bans/{in_group}", "{}",
	    { 401, 403, 204, 204 } },
	{ "group_ban_remove", DELETE, "/groups/{group}/bans/{in_group}", "",
	    { 401, 403, 204, 204 } },
	{ "message_list", GET, "/groups/{group}/messages", "",
	    { 401, 403, 200, 200 } },
	{ "message_create", POST, "/groups/{group}/messages",
	    "{\"content\":\"x\"}", { 401, 403, 201, 201 } },
	{ "message_get", GET, "/groups/{group}/messages/{message}", "",
	    { 401, 403, 200, 200 } },
	{ "message_patch", PATCH, "/groups/{group}/messages/{message}",
	    "{\"content\":\"y\"}", { 401, 403, 200, 403 } },
	{ "message_remove", DELETE, "/groups/{group}/messages/{message}", "",
	    { 401, 403, 204, 204 } },
	{ "message_mark_read", PUT, "/groups/{written_group}/read-marker",
	    "{\"message_id\":\"@message\"}", { 401, 403, 204, 403 } },
	{ "invite_get", GET, "/invites/{code}", "", { 200, 200, 200, 200 } },
	{ "invite_accept", POST, "/invites/{code}/accept", "",
	    { 401, 200, 409, 200 } },
	{ "invite_list_mine", GET, "/users/me/invites", "",
	    { 401, 200, 200, 200 } },
	{ "event_list", GET, "/events", "", { 200, 200, 200, 200 } },
	{ "event_list_mine", GET, "/users/me/events", "",
	    { 401, 200, 200, 200 } },
	{ "event_create", POST, "/events", INPUT, { 401, 201, 201, 201 } },
	{ "event_occurrences", GET, "/events/{series}/occurrences", "",
	    { 200, 200, 200, 200 } },
	{ "event_recurrence", GET, "/events/{series}/recurrence", "",
	    { 200, 200, 200, 200 } },
	{ "event_get", GET, "/events/{event}", "", { 200, 200, 200, 200 } },
	{ "event_put", PUT, "/events/{event}", INPUT, { 401, 403, 200, 200 } },
	{ "event_patch", PATCH, "/events/{event}", "{\"title\":\"y\"}",
	    { 401, 403, 200, 200 } },
	{ "event_publish", POST, "/events/{event}/publish", "",
	    { 401, 403, 409, 409 } },
	{ "event_publish", POST, "/events/{draft}/publish", "",
	    { 401, 404, 200, 404 } },
	{ "event_cancel", POST, "/events/{event}/cancel", "",
	    { 401, 403, 200, 200 } },
	{ "event_reinstate", POST, "/events/{cancelled}/reinstate", "",
	    { 401, 403, 200, 200 } },
	{ "event_complete", POST, "/events/{begun}/complete", "",
	    { 401, 403, 200, 200 } },
	{ "event_delete", DELETE, "/events/{event}", "",
	    { 401, 403, 204, 204 } },
	{ "event_hide", POST, "/events/{event_in_cluster}/hide", "",
	    { 401, 403, 200, 200 } },
	{ "event_unhide", POST, "/events/{event_in_cluster}/unhide", "",
	    { 401, 403, 409, 409 } },
	{ "event_unhide", POST, "/events/{hidden_event}/unhide", "",
	    { 401, 404, 200, 200 } },
	{ "event_notice_create", POST, "/events/{event}/notify", NOTICE,
	    { 401, 403, 200, 200 } },
	{ "event_notice_list", GET, "/events/{event}/notices", "",
	    { 401, 200, 200, 200 } },
	{ "calendar_event", GET, "/events/{event}/calendar.ics", "",
	    { 200, 200, 200, 200 } },
	{ .id = "calendar_feed_read" },
	{ .id = "calendar_import" },
	{ "calendar_feed_list", GET, "/users/me/calendar-feeds", "",
	    { 401, 200, 200, 200 } },
	{ "calendar_feed_create", POST, "/users/me/calendar-feeds",
	    "{\"kind\":\"person\"}", { 401, 201, 201, 201 } },
	{ "calendar_feed_remove", DELETE, "/users/me/calendar-feeds/{feed}", "",
	    { 401, 404, 204, 404 } },
	{ "calendar_agenda", GET, "/calendar?" RANGE, "",
	    { 401, 200, 200, 200 } },
	{ "freebusy_own", GET, "/users/me/freebusy?" RANGE, "",
	    { 401, 200, 200, 200 } },
	{ "freebusy_people", POST, "/freebusy",
	    "{\"user_ids\":[\"01972e2c-0000-7000-8000-000000000000\"],"
	    "\"from\":\"2030-06-01T00:00:00Z\","
	    "\"to\":\"2030-06-02T00:00:00Z\"}",
	    { 401, 200, 200, 200 } },
	{ "calendar_source_list", GET, "/users/me/calendar-sources", "",
	    { 401, 200, 200, 200 } },
	{ "calendar_source_create", POST, "/users/me/calendar-sources",
	    "{\"name\":\"x\",\"url\":\"https://calendar.example\"}",
	    { 401, 201, 201, 201 } },
	{ .id = "calendar_source_patch" },
	{ .id = "calendar_source_remove" },
	{ .id = "calendar_source_refresh" },
	{ "feedback_list", GET, "/events/{event}/feedback", "",
	    { 401, 403, 200, 200 } },
	{ "feedback_create", POST, "/events/{visited_event}/feedback",
	    "{\"rating\":5}", { 401, 403, 201, 403 } },
	{ "feedback_get", GET, "/events/{rated_event}/feedback/me", "",
	    { 401, 404, 200, 404 } },
	{ "feedback_patch", PATCH, "/events/{rated_event}/feedback/me",
	    "{\"rating\":4}", { 401, 404, 200, 404 } },
	{ "feedback_remove", DELETE, "/events/{rated_event}/feedback/me", "",
	    { 401, 404, 204, 404 } },
	{ "feedback_summary", GET, "/events/{event}/feedback/summary", "",
	    { 401, 200, 200, 200 } },
	{ "file_list", GET, "/events/{event}/files", "",
	    { 200, 200, 200, 200 } },
	{ "file_create", POST, "/events/{event}/files", A_PICTURE,
	    { 401, 403, 201, 201 } },
	{ "file_get", GET, "/files/{file}", "", { 200, 200, 200, 200 } },
	{ "file_patch", PATCH, "/files/{file}", "{\"filename\":\"x\"}",
	    { 401, 403, 200, 200 } },
	{ "file_link", GET, "/files/{file}/link", "", { 200, 200, 200, 200 } },
	{ "file_remove", DELETE, "/files/{file}", "", { 401, 403, 204, 204 } },
	{ "user_me_image", PUT, "/users/me/image", A_PICTURE,
	    { 401, 200, 200, 200 } },
	{ "event_image", PUT, "/events/{event}/image", A_PICTURE,
	    { 401, 403, 200, 200 } },
	{ "cluster_image", PUT, "/clusters/{cluster}/image", A_PICTURE,
	    { 401, 403, 200, 200 } },
	{ "group_image", PUT, "/groups/{group}/image", A_PICTURE,
	    { 401, 403, 200, 200 } },
	{ .id = "tus_create" },
	{ .id = "tus_get" },
	{ .id = "tus_append" },
	{ .id = "tus_remove" },
	{ "file_content", GET, "/files/{file}/content", "",
	    { 200, 200, 200, 200 } },
	{ "event_guest_put", PUT, "/events/{event}/guests/{bob}", "",
	    { 401, 403, 204, 204 } },
	{ "event_guest_remove", DELETE, "/events/{event}/guests/{bob}", "",
	    { 401, 403, 204, 204 } },
	{ "event_invite_create", POST, "/events/{event}/invites",
	    "{\"emails\":[\"x@else.example\"]}", { 401, 403, 200, 200 } },
	{ "event_invite_list", GET, "/events/{event}/invites", "",
	    { 401, 403, 200, 200 } },
	{ "event_invite_withdraw", DELETE,
	    "/events/{inviting_event}/invites/{event_invite}", "",
	    { 401, 403, 204, 204 } },
	{ "event_guest_list", GET, "/events/{event}/guests", "",
	    { 401, 403, 200, 200 } },
	{ "event_host_list", GET, "/events/{event}/hosts", "",
	    { 401, 200, 200, 200 } },
	{ "event_transfer", POST, "/events/{event}/transfer", TO_BOB,
	    { 401, 403, 200, 200 } },
	{ "event_host_put", PUT, "/events/{event}/hosts/{bob}",
	    "{\"role\":\"door\"}", { 401, 403, 204, 204 } },
	{ "event_host_remove", DELETE, "/events/{event}/hosts/{bob}", "",
	    { 401, 403, 204, 204 } },
	{ "rsvp_list", GET, "/events/{event}/rsvps", "",
	    { 401, 200, 200, 200 } },
	{ "rsvp_list", GET, "/events/{event}/rsvps?status=maybe", "",
	    { 401, 403, 200, 200 } },
	{ "rsvp_get", GET, "/events/{event}/rsvps/me", "",
	    { 401, 404, 404, 404 } },
	{ "rsvp_put", PUT, "/events/{event}/rsvps/me", "{\"status\":\"maybe\"}",
	    { 401, 200, 200, 200 } },
	{ "rsvp_delete", DELETE, "/events/{event}/rsvps/me", "",
	    { 401, 404, 404, 404 } },
	{ "rsvp_confirm", POST, "/events/{asked_event}/rsvps/me/reconfirm", "",
	    { 401, 404, 200, 404 } },
	{ "rsvp_put_for", PUT, "/events/{event}/rsvps/{bob}",
	    "{\"status\":\"maybe\"}", { 401, 403, 200, 200 } },
	{ "rsvp_remove", DELETE, "/events/{event}/rsvps/{bob}", "",
	    { 401, 403, 404, 404 } },
	{ "rsvp_waitlist", GET, "/events/{event}/waitlist", "",
	    { 401, 403, 200, 200 } },
	{ "rsvp_waitlist_place", GET, "/events/{event}/waitlist/me", "",
	    { 401, 404, 404, 404 } },
	{ "rsvp_list_mine", GET, "/users/me/rsvps", "",
	    { 401, 200, 200, 200 } },
	{ "guest_rsvp_create", POST, "/events/{guest_event}/guest-rsvps", GUEST,
	    { 202, 202, 202, 202 } },
	{ "guest_rsvp_confirm", POST, "/guest-rsvps/confirm",
	    "{\"email\":\"x@else.example\",\"code\":\"123456\"}",
	    { 400, 400, 400, 400 } },
	{ "guest_rsvp_get", GET, "/guest-rsvps/{guest_token}", "",
	    { 200, 200, 200, 200 } },
	{ "guest_rsvp_patch", PATCH, "/guest-rsvps/{guest_token}",
	    "{\"status\":\"maybe\"}", { 200, 200, 200, 200 } },
	{ "guest_rsvp_delete", DELETE, "/guest-rsvps/{guest_token}", "",
	    { 204, 204, 204, 204 } },
	{ "spark_list", GET, "/sparks", "", { 401, 200, 200, 200 } },
	{ "spark_list_mine", GET, "/users/me/sparks", "",
	    { 401, 200, 200, 200 } },
	{ "spark_create", POST, "/sparks", SPARK, { 401, 201, 201, 201 } },
	{ "spark_get", GET, "/sparks/{spark}", "", { 401, 200, 200, 200 } },
	{ "spark_patch", PATCH, "/sparks/{spark}", "{\"name\":\"y\"}",
	    { 401, 403, 200, 403 } },
	{ "spark_delete", DELETE, "/sparks/{spark}", "",
	    { 401, 403, 409, 403 } },
	{ "spark_delete", DELETE, "/sparks/{draft_spark}", "",
	    { 401, 404, 204, 404 } },
	{ "spark_publish", POST, "/sparks/{draft_spark}/publish", "",
	    { 401, 404, 200, 404 } },
	{ "spark_activate", POST, "/sparks/{spark}/activate", "",
	    { 401, 403, 200, 200 } },
	{ "spark_complete", POST, "/sparks/{running_spark}/complete", "",
	    { 401, 403, 200, 200 } },
	{ "spark_cancel", POST, "/sparks/{spark}/cancel", "",
	    { 401, 403, 200, 200 } },
	{ "spark_extend", POST, "/sparks/{running_spark}/extend", "",
	    { 401, 403, 200, 403 } },
	{ "spark_join", POST, "/sparks/{spark}/join", "",
	    { 401, 200, 409, 200 } },
	{ "spark_leave", POST, "/sparks/{spark}/leave", "",
	    { 401, 409, 204, 409 } },
	{ "spark_participant_list", GET, "/sparks/{spark}/participants", "",
	    { 401, 403, 200, 200 } },
	{ "spark_participant_remove", DELETE,
	    "/sparks/{spark}/participants/{in_spark}", "",
	    { 401, 403, 204, 204 } },
	{ "spark_participant_approve", POST,
	    "/sparks/{asked_spark}/participants/{bob}/approve", "",
	    { 401, 403, 200, 200 } },
	{ "spark_participant_decline", POST,
	    "/sparks/{asked_spark}/participants/{bob}/decline", "",
	    { 401, 403, 204, 204 } },
	{ "spark_invite_list", GET, "/sparks/{spark}/invites", "",
	    { 401, 403, 200, 200 } },
	{ "spark_invite_create", POST, "/sparks/{spark}/invites", "",
	    { 401, 403, 201, 403 } },
	{ "spark_invite_revoke", DELETE,
	    "/sparks/{spark}/invites/{spark_invite}", "",
	    { 401, 403, 204, 204 } },
	{ "session_list", GET, "/users/me/sessions", "",
	    { 401, 200, 200, 200 } },
	{ "session_get", GET, "/users/me/sessions/{session}", "",
	    { 401, 404, 200, 404 } },
	{ "session_end", DELETE, "/users/me/sessions/{session}", "",
	    { 401, 404, 204, 404 } },
	{ "session_end_all", DELETE, "/users/me/sessions?except=current", "",
	    { 401, 204, 204, 204 } },
	{ "user_me", GET, "/users/me", "", { 401, 200, 200, 200 } },
	{ "user_me_patch", PATCH, "/users/me", "{}", { 401, 200, 200, 200 } },
	{ "user_me_password", PUT, "/users/me/password",
	    "{\"current_password\":\"x\",\"new_password\":\"N3w!word\","
	    "\"new_password_verify\":\"N3w!word\"}",
	    { 401, 403, 403, 403 } },
	{ "user_list", GET, "/users?q=ann", "", { 401, 200, 200, 200 } },
	{ "user_get", GET, "/users/{user}", "", { 401, 200, 200, 200 } },
	{ "interest_get", GET, "/users/me/interests", "",
	    { 401, 200, 200, 200 } },
	{ "interest_put", PUT, "/users/me/interests", "{\"interests\":[]}",
	    { 401, 200, 200, 200 } },
	{ "block_list", GET, "/users/me/blocks", "", { 401, 200, 200, 200 } },
	{ "block_put", PUT, "/users/me/blocks/{bob}", "",
	    { 401, 204, 204, 204 } },
	{ "block_remove", DELETE, "/users/me/blocks/{bob}", "",
	    { 401, 204, 204, 204 } },
	{ "report_create", POST, "/reports", REPORT, { 401, 202, 202, 202 } },
	{ "report_resolve", POST, "/reports/{report}/resolve", "{}",
	    { 401, 404, 200, 200 } },
	{ "report_dismiss", POST, "/reports/{report}/dismiss", "{}",
	    { 401, 404, 200, 200 } },
	{ "cluster_report_list", GET, "/clusters/{cluster}/reports", "",
	    { 401, 403, 200, 200 } },
	{ "group_report_list", GET, "/groups/{group}/reports", "",
	    { 401, 403, 200, 200 } },
	{ "report_list", GET, "/admin/reports", "", { 401, 403, 403, 200 } },
	{ "category_create", POST, "/categories", "{\"name\":\"chess\"}",
	    { 401, 403, 403, 201 } },
	{ "category_patch", PATCH, "/categories/{category}",
	    "{\"name\":\"go\"}", { 401, 403, 403, 200 } },
	{ "category_remove", DELETE, "/categories/{category}", "",
	    { 401, 403, 403, 204 } },
	{ "audit_list", GET, "/admin/audit-log", "", { 401, 403, 403, 200 } },
	{ "admin_user_list", GET, "/admin/users?q=a", "",
	    { 401, 403, 403, 200 } },
	{ "admin_user_get", GET, "/admin/users/{user}", "",
	    { 401, 403, 403, 200 } },
	{ "admin_user_patch", PATCH, "/admin/users/{user}",
	    "{\"role\":\"organizer\"}", { 401, 403, 403, 200 } },
	{ "admin_user_suspend", POST, "/admin/users/{bob}/suspend", "",
	    { 401, 403, 403, 200 } },
	{ "admin_user_restore", POST, "/admin/users/{bob}/restore", "",
	    { 401, 403, 403, 200 } },
	{ "auth_logout", POST, "/auth/logout", "{\"scope\":\"others\"}",
	    { 401, 200, 200, 200 } },
	{ .id = NULL },
};

/* The path with its placeholders filled; *n_unseen counts down to the one that
 * is not to be seen. */
static char *
filled(const char *path, int *n_unseen)
{
	const char *brace = strchr(path, '{'), *end;
	char *thing;

	if (!brace)
		return text("%s", path);
	end = strchr(brace, '}');
	thing = thing_make(
	    brace + 1, (size_t)(end - brace - 1), (*n_unseen)-- == 0);
	return text("%.*s%s%s", (int)(brace - path), path, thing,
	    filled(end + 1, n_unseen));
}

char *
operation_path(const struct operation_row *row)
{
	int none = -1;

	return filled(row->path, &none);
}

/* A body with the id for a name in it. */
static const char *
named(const char *json)
{
	const char *at = strstr(json, "\"@");
	int len;

	if (!at)
		return json;
	len = (int)strcspn(at + 2, "\"");
	return text("%.*s\"%s%s", (int)(at - json), json,
	    id(text("%.*s", len, at + 2)), at + 2 + len);
}

int
operation_send(
    const struct operation_row *row, enum operation_role role, const char *path)
{
	const char *body = named(row->body);

	if (str_eq(body, A_PICTURE)) {
		struct bytes picture = picture_png(4, 4);

		with_body("image/png", picture.p, picture.len);
	} else if (body[0])
		with_body("application/json", body, strlen(body));
	return users[role] ? as(users[role], row->method, "%s", path)
			   : anonymous(row->method, "%s", path);
}

void
operation_given(void)
{
	api_files();
	api_set("CLUSTERS_PER_DAY", "1000000");
	api_set("GROUPS_PER_DAY", "1000000");
	api_set("CLUSTERS_PER_PERSON", "1000000");
	api_set("SPARKS_PER_DAY", "1000000");
	api_set("SPARKS_PER_PERSON", "1000000");
	api_set("JOINS_PER_HOUR", "1000000");
	api_set("JOIN_REQUESTS_PER_DAY", "1000000");
	api_set("GUEST_RSVPS_PER_HOUR", "1000000");
	given_member("ann", true);
	api_set("MESSAGES_PER_MINUTE", "1000000");
	given_user("bob");
	given_admin("root");
	given_event("of bob", .by = "bob"); /* shows him to all */
}

char *
operation_placeholder(const struct operation_row *row, int n)
{
	const char *p = row->path;

	while (p && (p = strchr(p, '{')) && n-- > 0)
		p++;
	return p ? text("%.*s", (int)strcspn(p, "}") + 1, p) : NULL;
}

int
operation_ask_unseen(const struct operation_row *row, int n)
{
	return operation_send(row, STRANGER, filled(row->path, &n));
}
