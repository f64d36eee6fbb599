// Signs requests and checks signatures as twilio-node does: for each case {token, url, form, changed: {url, form}, ours}
// {signature, takes_ours, takes_changed}.
const { getExpectedTwilioSignature, validateRequest } = require("twilio/lib/webhooks/webhooks");

const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
const judged = cases.map(({ token, url, form, changed, ours }) => {
  const signature = getExpectedTwilioSignature(token, url, form);
  return {
    signature,
    takes_ours: validateRequest(token, ours, url, form),
    takes_changed: validateRequest(token, signature, changed.url, changed.form),
  };
});
process.stdout.write(JSON.stringify(judged));
