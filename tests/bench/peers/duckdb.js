/*
 * DuckDB settles a working folder: duckdb.js NODE_MODULES FOLDER WORK AS_OF THREADS KEEP. Reads
 * what is delivered (duckdb_read.sql), settles it (duckdb_settle.sql), writes WORK/payout.csv, and
 * prints a line of JSON: wall and processor seconds of both steps, and the highest memory. Neither
 * the start of node nor the loading of the library counts.
 */
'use strict';
const fs = require('fs');
const path = require('path');
const [modules, folder, work, asOf, threads, keep] = process.argv.slice(2);
const { DuckDBInstance } = require(path.join(modules, '@duckdb', 'node-api'));

/* The statements of a file, with its {names}. */
function statements(name) {
	const values = { folder, work, as_of: asOf, keep };
	return fs.readFileSync(path.join(__dirname, name), 'utf8')
		.replace(/\{(folder|work|as_of|keep)\}/g, (_, key) => values[key])
		.split(/;\s*$/m).map((text) => text.trim()).filter((text) => text !== '');
}

async function run(connection, name) {
	const begun = performance.now();
	const used = process.cpuUsage();
	for (const text of statements(name)) {
		const at = performance.now();
		await connection.run(text);
		if (process.env.BENCH_VERBOSE)
			console.error((performance.now() - at).toFixed(0).padStart(8), 'ms', text.split('\n').find((l) => !l.startsWith('--')).slice(0, 70));
	}
	const { user, system } = process.cpuUsage(used);
	return { wall: (performance.now() - begun) / 1e3, cpu: (user + system) / 1e6 };
}

async function main() {
	const begun = performance.now();
	const used = process.cpuUsage();
	const database = await DuckDBInstance.create(':memory:', { threads });
	const connection = await database.connect();
	const opened = { wall: (performance.now() - begun) / 1e3,
		cpu: (process.cpuUsage(used).user + process.cpuUsage(used).system) / 1e6 };
	const read = await run(connection, 'duckdb_read.sql');
	const settle = await run(connection, 'duckdb_settle.sql');
	await connection.run(`COPY (SELECT * FROM payout WHERE cents <> 0 ORDER BY ALL) TO '${path.join(work, 'payout.csv')}'`);
	read.wall += opened.wall;
	read.cpu += opened.cpu;
	console.log(JSON.stringify({ read, settle, peak_kib: process.resourceUsage().maxRSS }));
}

main().catch((problem) => {
	console.error(`duckdb.js: ${problem.message}`);
	process.exit(1);
});
