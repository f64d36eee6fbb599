// Records a clip: record, stop, listen, keep or discard. Keys: the buttons are ordinary ones, and take the focus in turn.
const card = document.getElementById("recorder");
const [record, stop, level, news, result, listen, keep, discard] =
  ["record", "stop", "level", "news", "result", "listen", "keep", "discard"].map((id) => document.getElementById(id));
let recorder, context, stream, sound;

function say(words) { news.textContent = words; }

function meter(stream) {
  context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const began = performance.now();
  let loudest = 0;
  const look = () => {
    if (!recorder || recorder.state !== "recording") { level.value = 0; return; }
    analyser.getFloatTimeDomainData(samples);
    const now = Math.max(...samples.map(Math.abs));
    loudest = Math.max(loudest, now);
    level.value = now;
    if (loudest < 0.01 && performance.now() - began > 2000) say(card.dataset.silent);
    requestAnimationFrame(look);
  };
  look();
}

function release() {
  stream?.getTracks().forEach((track) => track.stop());
  context?.close();
}

async function begin() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch (error) {
    const { refused, absent, trouble } = card.dataset;
    say({ NotAllowedError: refused, SecurityError: refused, NotFoundError: absent }[error.name] ?? trouble);
    return;
  }
  const parts = [];
  recorder = new MediaRecorder(stream);
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    release();
    sound = new Blob(parts, { type: recorder.mimeType });
    listen.src = URL.createObjectURL(sound);
    record.hidden = true;
    stop.hidden = true;
    result.hidden = false;
    say(card.dataset.done);
    keep.querySelector("button").focus();
  });
  recorder.start();
  meter(stream);
  record.hidden = true;
  stop.hidden = false;
  stop.focus();
  say(card.dataset.recording);
}

function again() {
  URL.revokeObjectURL(listen.src);
  listen.removeAttribute("src");
  result.hidden = true;
  record.hidden = false;
  record.focus();
  say("");
}

async function send(event) {
  event.preventDefault();
  const form = new FormData(keep);
  form.append("file", sound, "clip");
  say(card.dataset.sending);
  const button = keep.querySelector("button");
  button.disabled = true;
  try {
    const answer = await fetch(keep.action, { method: "POST", body: form, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.ok) { location.assign(said.next); return; }
    say(said.problem);
  } catch {
    say(card.dataset.lost);
  }
  button.disabled = false;
}

if (card && "MediaRecorder" in window) {
  card.hidden = false;
  if (!navigator.mediaDevices) { record.disabled = true; say(card.dataset.refused); }
  record.addEventListener("click", begin);
  stop.addEventListener("click", () => recorder.stop());
  discard.addEventListener("click", again);
  keep.addEventListener("submit", send);
}
