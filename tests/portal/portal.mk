# What the tests of the portal need beside Debian's packages: puppeteer-core and axe-core from npm,
# in the versions of package.json, and nginx, which is unpacked and not installed, so that no
# service is started. Once they are there, no network is needed. Where they cannot be fetched, only
# the tests that use them fail. Not under the sanitizers: the pages would be the same.

PORTAL := build/portal
GET_NGINX = apt-get download -q nginx > /dev/null 2>&1
# Lists of packages that are old, or that an image came without.
UPDATE_LISTS = $(if $(filter 0,$(shell id -u)),,sudo) apt-get update -q > /dev/null 2>&1
NO_PORTAL = echo "tests: $(1) could not be fetched: tests/portal will fail" >&2

$(PORTAL)/modules.ok: tests/portal/package.json
	@mkdir -p $(@D)
	$(SAY) NPM $<
	$(Q)cp $< $(@D)/package.json
	$(Q)npm install --silent --no-package-lock --no-audit --no-fund --ignore-scripts \
		--prefer-offline --prefix $(@D) && touch $@ || $(call NO_PORTAL,puppeteer-core and axe-core)

$(PORTAL)/nginx.ok:
	@mkdir -p $(@D)
	$(SAY) GET nginx
	$(Q)cd $(@D) && rm -f nginx_*.deb && { $(GET_NGINX) || { $(UPDATE_LISTS) && $(GET_NGINX); }; } && \
		dpkg-deb -x nginx_*.deb nginx && touch nginx.ok || $(call NO_PORTAL,nginx)

ifeq ($(SANITIZE),)
tests: $(PORTAL)/modules.ok $(PORTAL)/nginx.ok
endif
