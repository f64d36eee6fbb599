// Fills in a template once for each set of parameters: [[Mustache's, Handlebars'], …].
const Handlebars = require("handlebars");
const Mustache = require("mustache");

const { template, requests } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const compiled = Handlebars.compile(template);
const filled = requests.map((given) => [Mustache.render(template, given), compiled(given)]);
process.stdout.write(JSON.stringify(filled));
