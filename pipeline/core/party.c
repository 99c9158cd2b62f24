/* Names, accounts and banks, each by its own rule. */
#include "pipeline/core/party.h"

#include <ctype.h>

#include "pipeline/base/iban.h"
#include "pipeline/base/latin.h"
#include "pipeline/base/mem.h"

static struct span given(const char *text)
{
	return span_trim(span_of(text));
}

/* A name whose every letter becomes a full stop is none. */
static char *name_fault(struct span name)
{
	struct str text AUTOSTR = STR_INIT;

	if (span_blank(name))
		return mem_strdup("no name is given");
	latin_add(&text, name, PARTY_NAME_MAX);
	for (size_t i = 0; i < text.len; i++)
		if (isalnum((unsigned char)text.s[i]))
			return NULL;
	return mem_printf("the name '%.*s' has no letter that a payment file can carry",
		SPAN_ARG(name));
}

/* What is no IBAN and no BIC. */
static char *text_fault(const char *what, struct span text, size_t limit)
{
	if (!latin_is(text))
		return mem_printf("the %s '%.*s' has characters that a payment file cannot carry", what,
			SPAN_ARG(text));
	if (text.len > limit)
		return mem_printf("the %s '%.*s' has more than %zu characters", what, SPAN_ARG(text), limit);
	return NULL;
}

static char *account_fault(struct span account)
{
	if (span_blank(account))
		return mem_strdup("no account is given");
	if (!iban_begins(account))
		return text_fault("account", account, PARTY_ACCOUNT_MAX);
	const char *fault = iban_fault(account);
	return fault ? mem_printf("the account '%.*s' %s", SPAN_ARG(account), fault) : NULL;
}

static char *bank_fault(struct span bank, struct span account)
{
	if (!span_blank(bank))
		return text_fault("bank", bank, PARTY_BANK_MAX);
	if (iban_begins(account))
		return NULL;
	return mem_strdup("no bank is given, and the account is not an IBAN");
}

char *party_fault(const struct party *party)
{
	struct span account = given(party->account);
	char *fault = name_fault(given(party->name));

	if (!fault)
		fault = account_fault(account);
	return fault ? fault : bank_fault(given(party->bank), account);
}

char *party_account(const struct party *party)
{
	return account_normal(span_of(party->account));
}

char *party_bank(const struct party *party)
{
	struct span bank = given(party->bank);
	struct str capitals AUTOSTR = STR_INIT;

	if (span_blank(bank))
		return NULL;
	for (size_t i = 0; i < bank.len; i++)
		str_add_char(&capitals, (char)toupper((unsigned char)bank.at[i]));
	if (bic_valid(span_of(capitals.s)))
		return str_detach(&capitals);
	return mem_strndup(bank.at, bank.len);
}

/* "name, bank": keys that are not set. */
static void missing_keys(const struct conf *conf, struct str *keys)
{
	const struct {
		const char *key, *value;
	} all[] = {{"name", conf->payer_name}, {"account", conf->payer_account},
		{"bank", conf->payer_bank}};

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (span_blank(given(all[i].value)))
			str_addf(keys, "%s%s", keys->len ? ", " : "", all[i].key);
}

int party_check_payer(const struct conf *conf, struct error *err)
{
	const struct party payer = {conf->payer_name, conf->payer_account, conf->payer_bank};
	struct str keys AUTOSTR = STR_INIT;

	missing_keys(conf, &keys);
	if (keys.len > 0) {
		error_set(err, EXIT_CONFIG, "%s: [payer] does not say who pays: set %s", conf->path, keys.s);
		return error_hint(err, "name, account and bank of [payer] go into each payment file");
	}
	char *fault AUTOFREE = party_fault(&payer);
	return fault ? error_set(err, EXIT_CONFIG, "%s: [payer] %s", conf->path, fault) : 0;
}

int party_check_payer_given(const struct conf *conf, struct error *err)
{
	if (!conf->payer_name[0] && !conf->payer_account[0] && !conf->payer_bank[0])
		return 0;
	return party_check_payer(conf, err);
}
