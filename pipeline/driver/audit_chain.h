/*
 * The audit of the chain, between its links (audit_chain.c) and its heads (audit_heads.c); nothing
 * else includes this.
 */
#ifndef CASHBACK_DRIVER_AUDIT_CHAIN_H
#define CASHBACK_DRIVER_AUDIT_CHAIN_H

#include "pipeline/core/chain.h"
#include "pipeline/driver/audit.h"

struct chain_check {
	struct audit *audit;
	struct audit_store *store; /* NULL: not looked at */
	struct chain chain;
	struct db_result postings, runs, texts;
	bool *text_told;
	int64_t first; /* the first posting that does not agree; 0: all do */
};

/* "run ID (posting N)"; the caller owns it. */
char *audit_chain_subject(const struct chain_link *link);
/* A difference of this link; the first of them is remembered. */
void audit_chain_differs(struct chain_check *check, const struct chain_link *link, const char *what,
	const char *expected, const char *found);
/* The row whose first cell is `key`; -1: there is none. */
int audit_chain_row(const struct db_result *rows, const char *key);
/* NULL: there is no such posting. */
const struct chain_link *audit_chain_posting(const struct chain *chain, int64_t posting);

/* The file of heads names every link, and no other. */
int audit_heads_check_file(struct chain_check *check, struct error *err);
/* The chain has the link that begins with `head`. EXIT_USAGE for what is no link. */
int audit_heads_check_given(struct chain_check *check, const char *head, struct error *err);

#endif
