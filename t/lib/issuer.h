/*
 * An issuer of tests: a web server that says what a provider would, or lies.
 */
#ifndef T_LIB_ISSUER_H
#define T_LIB_ISSUER_H

#include "t/lib/http_server.h"

/* RFC 7636, appendix B. */
#define ISSUER_VERIFIER	 "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define ISSUER_CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
#define ISSUER_BACK	 "https://app.example/back"

/* It runs, and Hearth may ask it; set: a setting of its. */
void issuer_open(void (*set)(const char *name, const char *value));
/* It has said of itself as the provider "idp" of a kind, which trusts
 * addresses; root has made that. more: further members of the request. */
void issuer_register(const char *kind, const char *more);
void issuer_stop(void);
struct http_server *issuer_server(void);
/* "http://127.0.0.1:port" */
char *issuer_url(void);

/* Its next token has these claims besides, or in place of, what it would say: a
 * list of members, '@now-60' for a time, '@' and the name of a parameter of the
 * last authorization request ("@nonce"), '@iss', '@at_hash'; a value of ""
 * leaves the claim out. header: of the token, NULL: as it should be. */
void issuer_say(const char *header, const char *const (*claims)[2], size_t n);
/* The same, of somebody: sub, email, and whether that is verified. */
void issuer_say_of(const char *sub, const char *email, const char *verified);

/* Somebody sets out for it and comes back; what is to be exchanged. as: who
 * adds the account to theirs, NULL: nobody. */
char *issuer_visit(const char *as);
/* A parameter of the last authorization request, decoded as far as these need.
 */
char *issuer_asked(const char *name);
/* The Cookie header of the last one who has set out. */
char *issuer_cookie(void);
/* The status of the exchange, of somebody or (NULL) nobody. */
int issuer_exchange(const char *as, const char *code);
/* All of it, by nobody. */
int issuer_sign_in(const char *sub, const char *email, const char *verified);

#endif
