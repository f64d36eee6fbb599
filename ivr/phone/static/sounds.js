// What is heard: touch tones, ringing, recordings, and the browser's own voices where it has the language.

const TONES = { // ITU-T Q.23: a low and a high frequency for each key
  1: [697, 1209], 2: [697, 1336], 3: [697, 1477],
  4: [770, 1209], 5: [770, 1336], 6: [770, 1477],
  7: [852, 1209], 8: [852, 1336], 9: [852, 1477],
  "*": [941, 1209], 0: [941, 1336], "#": [941, 1477],
};
const [SOUND, SILENCE, ...RINGBACK] = document.body.dataset.ringing.split(" ").map(Number); // seconds, then hertz: what is heard while a line rings
const BELL = [440, 480, 2000]; // Hz; any tones that are not a caller's
const SAME = { cmn: ["zh-cn", "cmn", "zh"], fil: ["fil", "tl"] }; // the carrier's tags, as browsers call them
const LONGEST_RECORDING = 60000; // milliseconds
const SLOWEST = 250; // milliseconds for a character, spoken

let context, ringing, belling;

function beep(frequencies, seconds, loudness) {
  context ??= new AudioContext();
  context.resume();
  const gain = context.createGain();
  gain.gain.value = loudness;
  gain.connect(context.destination);
  for (const frequency of frequencies) {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start();
    oscillator.stop(context.currentTime + seconds);
  }
}

export function touch(key) {
  beep(TONES[key], 0.15, 0.08);
}

export function ring(on) {
  clearInterval(ringing);
  if (!on) return;
  const once = () => beep(RINGBACK, SOUND, 0.05);
  once();
  ringing = setInterval(once, (SOUND + SILENCE) * 1000);
}

export function bell(on) {
  clearInterval(belling);
  if (!on) return;
  const once = () => beep(BELL, 1, 0.04);
  once();
  belling = setInterval(once, 2000);
}

export function voiceFor(tag) {
  const [language] = tag.toLowerCase().split("-");
  const wanted = SAME[language] ?? [language];
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return wanted.map((each) => voices.find((voice) => voice.lang.toLowerCase().replace("_", "-").startsWith(each)))
    .find(Boolean);
}

// Plays a sentence to its end, or until the signal aborts; false: this browser can't say it.
export async function say({ heard, voice, audio }, signal) {
  if (audio) return recording(audio, signal);
  const found = voiceFor(voice);
  return found ? spoken(heard, found, signal) : false;
}

function recording(address, signal) {
  const sound = new Audio(address);
  return until(signal, LONGEST_RECORDING, () => sound.pause(), (ended) => {
    sound.addEventListener("ended", () => ended(true));
    sound.addEventListener("error", () => ended(false));
    sound.play().catch(() => ended(false));
  });
}

function spoken(words, voice, signal) {
  const utterance = new SpeechSynthesisUtterance(words);
  utterance.voice = voice;
  utterance.lang = voice.lang;
  return until(signal, SLOWEST * words.length + 4000, () => speechSynthesis.cancel(), (ended) => {
    utterance.addEventListener("end", () => ended(true));
    utterance.addEventListener("error", () => ended(false));
    speechSynthesis.speak(utterance);
  });
}

// Browsers don't always tell that they have ended; a call must not wait for that.
function until(signal, most, stop, start) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(true);
    const giveUp = () => { stop(); resolve(true); };
    const timer = setTimeout(giveUp, most);
    signal.addEventListener("abort", giveUp);
    start((ended) => { clearTimeout(timer); resolve(ended); });
  });
}
