// Pictures of the portal's pages: usage node docs/pictures.mjs MODULES SITE FOLDER
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, site, folder] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/package.json`)("puppeteer-core");
const PICTURES = [ // as wide as `width`, as high as `height`, or down to the end of section `until`
	{ name: "portal-light", page: "partners/0012345/index.html", width: 1000, until: "tiers" },
	{ name: "portal-dark", page: "public/campaigns/abc-cloud.html", width: 1000, until: "paid", dark: true },
	{ name: "portal-telephone", page: "partners/0023456/campaign-abc-cloud.html", width: 360, height: 740 },
	{ name: "portal-telephone-dark", page: "partners/2000034/index.html", width: 360, height: 740, dark: true },
];
const bottom = (id) => document.getElementById(id).closest("section").getBoundingClientRect().bottom;

const browser = await puppeteer.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--disable-gpu", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])],
});
try {
	for (const { name, page, width, height, until, dark } of PICTURES) {
		const tab = await browser.newPage();
		await tab.setViewport({ width, height: height ?? 1600, deviceScaleFactor: 1.25 });
		await tab.emulateMediaFeatures([
			{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
		await tab.goto(pathToFileURL(`${site}/${page}`).href, { waitUntil: "load" });
		const high = height ?? Math.ceil(await tab.evaluate(bottom, until)) + 20;
		await tab.screenshot({ path: `${folder}/${name}.png`,
			clip: { x: 0, y: 0, width, height: high } });
		await tab.close();
	}
} finally {
	await browser.close();
}
