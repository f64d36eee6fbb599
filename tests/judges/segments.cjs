// Counts the segments of texts: [[split-sms, Twilio's, Twilio's letters], …], encodings as they name them.
const { split } = require("split-sms");
const { SegmentedMessage } = require("sms-segments-calculator");

const texts = JSON.parse(require("fs").readFileSync(0, "utf8"));
const judged = texts.map((text) => {
  const parts = split(text);
  const twilio = new SegmentedMessage(text);
  return {
    split: [parts.characterSet, parts.parts.length],
    twilio: [twilio.getEncodingName(), twilio.segmentsCount],
    letters: twilio.graphemes.map((letter) => Array.from(letter).length),
  };
});
process.stdout.write(JSON.stringify(judged));
