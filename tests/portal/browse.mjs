// Opens pages in headless Chromium and tells what it saw, as JSON: usage
// node browse.mjs MODULES < {"pages": [...], "modes": [...]}
// A page is {"url", "axe", "keyboard"}, a mode {"name", "width", "scheme", "scripts"}; a mode's pages
// follow each other in one tab. Nothing is judged here: test_browser.py does.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const modules = createRequire(`${process.argv[2]}/package.json`);
const puppeteer = modules("puppeteer-core");
const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");
const wanted = JSON.parse(readFileSync(0, "utf8"));

// What the page is like once it is there; runs in the page.
const look = () => ({
	title: document.title,
	text: document.body.innerText.length,
	hacked: window.hacked === undefined ? null : String(window.hacked),
	overflow: document.scrollingElement.scrollWidth - window.innerWidth,
	ground: getComputedStyle(document.body).backgroundColor,
	links: [...document.links].map((link) => link.href),
	scripts: document.scripts.length,
});

const judge = async (page) => {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
	return violations.map(({ id, impact, nodes }) => ({
		id, impact, where: nodes.slice(0, 3).map((node) => node.html.slice(0, 160)),
	}));
};

// Tab through the page: what has the focus, one after the other, until it comes round again.
const walk = async (page) => {
	const seen = [];
	for (let i = 0; i < 200; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate(() => {
			const element = document.activeElement;
			const box = element.getBoundingClientRect();
			const outline = getComputedStyle(element).outlineStyle;
			return element === document.body ? null
				: { what: element.getAttribute("href") ?? element.className,
					visible: box.width > 1 && box.right > 0 && outline !== "none" };
		});
		if (!at) break;
		seen.push(at);
	}
	return seen;
};

const listen = (page, said) => {
	const add = (text) => said.at(-1)?.push(text);
	page.on("console", (message) => add(`console: ${message.text()}`));
	page.on("pageerror", (error) => add(`error: ${error.message}`));
	page.on("dialog", (dialog) => { add(`dialog: ${dialog.message()}`); dialog.dismiss(); });
	page.on("requestfailed", (request) => add(`failed: ${request.url()}`));
	page.on("request", (request) => {
		if (!/^(file|data):/.test(request.url())) add(`asks for: ${request.url()}`);
	});
};

const visit = async (page, said, wanted, mode) => {
	said.push([]);
	await page.goto(wanted.url, { waitUntil: "load" });
	const seen = { url: wanted.url, mode: mode.name, ...(await page.evaluate(look)) };
	if (mode.scripts && wanted.axe) seen.axe = await judge(page);
	if (mode.scripts && wanted.keyboard) seen.walk = await walk(page);
	return { ...seen, said: said.at(-1) };
};

const visitAll = async (browser, pages, mode) => {
	const page = await browser.newPage();
	const said = [], seen = [];
	listen(page, said);
	await page.setViewport({ width: mode.width, height: 900 });
	await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: mode.scheme }]);
	await page.setJavaScriptEnabled(mode.scripts);
	for (const wanted of pages) seen.push(await visit(page, said, wanted, mode));
	await page.close();
	return seen;
};

const browser = await puppeteer.launch({
	executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
	args: ["--disable-gpu", ...(process.getuid() === 0 ? ["--no-sandbox"] : [])],
	timeout: 120000,
});
const report = [];
try {
	for (const mode of wanted.modes) report.push(...(await visitAll(browser, wanted.pages, mode)));
} finally {
	await browser.close();
}
process.stdout.write(JSON.stringify(report));
