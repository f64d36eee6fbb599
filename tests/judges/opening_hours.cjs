// When each expression is open in Japan, by opening_hours.js, as minutes from the beginning of each span on:
// [[[[opens, closes], …], …], …]. What it can't say for sure counts as not open; of what it can't read, the message.
const OpeningHours = require("opening_hours");

const { expressions, spans } = JSON.parse(require("fs").readFileSync(0, "utf8"));

function intervals(expression, [first, last]) {
  const [begin, end] = [new Date(first), new Date(last)];
  const minutes = (moment) => (moment - begin) / 60000;
  const hours = new OpeningHours(expression, { address: { country_code: "jp", state: "" } });
  const known = hours.getOpenIntervals(begin, end).filter(([, , unknown]) => !unknown);
  return known.map(([from, to]) => [minutes(from), minutes(to)]);
}

function judge(expression) {
  try {
    return spans.map((span) => intervals(expression, span));
  } catch (error) {
    return String(error);
  }
}

process.stdout.write(JSON.stringify(expressions.map(judge)));
