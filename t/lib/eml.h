/*
 * Mails as MAIL_URL=file:DIR leaves them.
 */
#ifndef T_LIB_EML_H
#define T_LIB_EML_H

/* How many mails in dir have address in their To:. */
int eml_count(const char *dir, const char *address);
/* The n-th (from 0) mail in dir whose To: holds address, quoted-printable
 * decoded, in memory that lives until the test ends; NULL when there is none
 * yet. */
char *eml_find(const char *dir, const char *address, int n);
/* The same as it is. */
char *eml_find_raw(const char *dir, const char *address, int n);
/* Quoted-printable in place: soft line ends go, =XX become bytes. */
void eml_decode(char *text);
/* What follows prefix in mail up to white space, '"', '<' or '>'; NULL. */
char *eml_after(const char *mail, const char *prefix);

#endif
