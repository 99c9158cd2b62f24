/*
 * What can be wrong with a feed's section of pipeline.conf although each of its values is right by
 * itself: keys that exclude each other, or that need each other.
 */
#ifndef CASHBACK_CORE_CONF_CHECK_H
#define CASHBACK_CORE_CONF_CHECK_H

#include "pipeline/core/conf.h"
#include "pipeline/core/ini.h"

/* Adds each problem to err (EXIT_CONFIG), with the line of the key that is too many, or alone. */
void conf_check_feed(const struct conf *conf, enum feed_id feed, struct ini *ini,
	struct error *err);

#endif
