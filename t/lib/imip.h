/*
 * Mails that come in, in tests that speak in process: made from those of
 * t/fixture/imip, and taken as hearthctl takes them.
 */
#ifndef T_LIB_IMIP_H
#define T_LIB_IMIP_H

/* What stands for names in a mail of the fixture. */
struct imip_facts {
	const char *token; /* of whom it is from, as of imip_token */
	const char *event; /* id */
	const char *date; /* of the answer to a series: "…:20300601T160000Z" */
	int sequence;	  /* of the state of the event that it is to */
	int age_s;	  /* it was written so long ago */
	const char *name; /* of the mail; NULL: each time another */
	const char *link; /* what stands behind /guest/#, 16 letters at least;
			     NULL: nothing that the mail has need of */
};

/* What an invitation is answered to, by the id of its row. */
char *imip_token(const char *invitation);
/* A mail of the fixture. It lives until the test ends, as all texts here. */
char *imip_mail(const char *name, const struct imip_facts *facts);
/* Takes it; what became of it. */
const char *imip_take(const char *mail);

#endif
