// Japan's public holidays between two years, by holiday_jp: {"2026-01-01": "元日", …}.
const { between } = require("@holiday-jp/holiday_jp");

const { first, last } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = between(new Date(`${first}-01-01`), new Date(`${last}-12-31`));
const days = found.map(({ date, name }) => [date.toISOString().slice(0, 10), name]);
process.stdout.write(JSON.stringify(Object.fromEntries(days)));
