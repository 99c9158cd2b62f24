/* What is in the store, as `cashback audit` has found it, for whatever names something there. */
#ifndef CASHBACK_DRIVER_AUDIT_STORE_H
#define CASHBACK_DRIVER_AUDIT_STORE_H

#include "pipeline/core/manifest.h"
#include "pipeline/core/sums.h"
#include "pipeline/driver/audit.h"
#include "pipeline/edge/files.h"

/* Zero-initialise it. */
struct audit_store {
	struct names objects, campaigns; /* hashes, in byte order */
	struct sums staged;				 /* folders, and the hash of each one's list */
	struct names told;				 /* paths of which it was said already */
};

/* Everything that a manifest names is there, and staged as it says. */
void audit_store_check_manifest(struct audit *audit, struct audit_store *store,
	const struct manifest *manifest);
/* `who` names the delivered file or the campaign folder with this hash. */
void audit_store_expect_object(struct audit *audit, struct audit_store *store, const char *sha256,
	const char *who);
void audit_store_expect_campaign(struct audit *audit, struct audit_store *store, const char *sha256,
	const char *who);
void audit_store_release(struct audit_store *store);

#endif
